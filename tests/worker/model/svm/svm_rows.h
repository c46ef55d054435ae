// Small data sets by formula, so that other programs can make the same ones.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/linalg/matrix.h"

namespace gridfold {

// Row r, feature k: ((7919 r + 104729 k + 31 r^2 (k + 1)) mod 1009) / 512
//                   + ((5 c (k + 3)) mod 11) / 8, exact in float; c is the row's class:
// 0, 1 or 2 for r mod 10 below 5, below 8, or not.
struct SvmRows {
  SvmRows(int64_t first, int64_t count, int64_t features = 6) : x(count, features) {
    for (int64_t i = 0; i < count; ++i) {
      const int64_t r = first + i;
      const int32_t c = r % 10 < 5 ? 0 : r % 10 < 8 ? 1 : 2;
      y.push_back(c);
      for (int64_t k = 0; k < features; ++k) {
        const int64_t noise = (r * 7919 + k * 104729 + r * r * (k + 1) * 31) % 1009;
        const int64_t shift = (c * (k + 3) * 5) % 11;
        x.row(i)[k] = static_cast<float>(noise) / 512.0f + static_cast<float>(shift) / 8.0f;
      }
    }
  }
  Matrix x;
  std::vector<int32_t> y;
};

}  // namespace gridfold
