// Eight rows of two features in the classes 0 and 3.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "worker/linalg/matrix.h"

namespace gridfold {

inline Matrix FilledMatrix(int64_t rows, int64_t cols, const std::vector<float>& values) {
  Matrix x(rows, cols);
  std::copy(values.begin(), values.end(), x.data());
  return x;
}

struct BayesRows {
  Matrix x =
      FilledMatrix(8, 2, {1, 2.5f, 2, 0.5f, 4, -1, 3.5f, 3, -2, 1, 0.25f, -0.75f, 1.5f, 4, -1, 0});
  std::vector<int32_t> y = {0, 0, 0, 3, 3, 3, 3, 0};
  Matrix others = FilledMatrix(3, 2, {1, 1, -3, 2, 2, -2});
};

}  // namespace gridfold
