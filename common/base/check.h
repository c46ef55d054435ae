// Assertions that stay on in release builds: for a programmer's errors, never for input.
#pragma once

#include <cstdio>
#include <cstdlib>

// Prints the condition and its place, then aborts, when `condition` is false.
#define GF_CHECK(condition)                                                                \
  do {                                                                                     \
    if (!(condition)) [[unlikely]] {                                                       \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition);   \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)
