// Rows for tests of the principal components.
#pragma once

#include <cmath>
#include <cstdint>

#include "common/base/random.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// Rows whose columns depend on each other: `sources` independent ones of deviations 1, decay,
// decay^2, ..., mixed at random, plus an offset for each column.
inline Matrix MixedRows(int64_t rows, int64_t cols, int64_t sources, double decay,
                        uint64_t seed = 1) {
  Random random(seed);
  Matrix from(rows, sources), mix(sources, cols), x(rows, cols);
  for (float& value : from.values()) value = static_cast<float>(random.Normal());
  for (float& value : mix.values()) value = static_cast<float>(random.Normal());
  for (int64_t j = 0; j < cols; ++j) {
    const double offset = 3 * random.Normal();
    for (int64_t r = 0; r < rows; ++r) {
      double sum = offset;
      for (int64_t k = 0; k < sources; ++k) {
        sum += std::pow(decay, static_cast<double>(k)) * from.row(r)[k] * mix.row(k)[j];
      }
      x.row(r)[j] = static_cast<float>(sum);
    }
  }
  return x;
}

inline Matrix CopyOf(const Matrix& x) {
  Matrix copy(x.rows(), x.cols());
  for (int64_t i = 0; i < x.rows() * x.cols(); ++i) copy.data()[i] = x.data()[i];
  return copy;
}

}  // namespace gridfold
