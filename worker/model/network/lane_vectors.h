// A register's worth of channels, written without intrinsics so that every instruction set has its
// own (GF_SIMD).
#pragma once

#include <cstdint>

namespace gridfold {

template <int kLanes>
struct LaneVectors {
  // In memory these are as aligned as their elements.
  typedef float Floats __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));
  typedef int32_t Numbers __attribute__((vector_size(4 * kLanes)));

  // References: by value these would pass through functions that know no such registers.
  [[gnu::always_inline]] static inline const Floats& At(const float* place) {
    return *reinterpret_cast<const Floats*>(place);
  }
  [[gnu::always_inline]] static inline Floats& At(float* place) {
    return *reinterpret_cast<Floats*>(place);
  }
};

}  // namespace gridfold
