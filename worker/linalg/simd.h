// Hot loops are compiled for several instruction sets and chosen when the program starts, so that
// one binary is fast on a new processor and runs on an old one.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(GRIDFOLD_NO_TARGET_CLONES)
// The levels can also be chosen by hand, for code that needs intrinsics of one of them.
#define GF_SIMD_LEVELS
#define GF_SIMD \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define GF_SIMD
#endif
