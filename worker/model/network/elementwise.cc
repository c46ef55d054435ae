#include "worker/model/network/elementwise.h"

#include <algorithm>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

GF_SIMD void AddBiasOnly(float* x, const float* bias, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; ++r, x += cols) {
    for (int64_t j = 0; j < cols; ++j) x[j] += bias[j];
  }
}

GF_SIMD void AddBiasRelu(float* x, const float* bias, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; ++r, x += cols) {
    for (int64_t j = 0; j < cols; ++j) {
      const float sum = x[j] + bias[j];
      x[j] = sum < 0.0f ? 0.0f : sum;
    }
  }
}

}  // namespace

void AddBias(float* x, const float* bias, int64_t rows, int64_t cols, bool relu) {
  relu ? AddBiasRelu(x, bias, rows, cols) : AddBiasOnly(x, bias, rows, cols);
}

GF_SIMD void AddTo(float* sums, const float* x, int64_t count) {
  for (int64_t i = 0; i < count; ++i) sums[i] += x[i];
}

GF_SIMD void SumColumns(const float* x, int64_t rows, int64_t cols, float* sums) {
  std::fill(sums, sums + cols, 0.0f);
  for (int64_t r = 0; r < rows; ++r, x += cols) {
    for (int64_t j = 0; j < cols; ++j) sums[j] += x[j];
  }
}

}  // namespace gridfold
