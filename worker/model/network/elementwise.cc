#include "worker/model/network/elementwise.h"

#include <algorithm>
#include <cmath>

#include "common/base/random.h"
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
      // A NaN passes, so that a diverged training is seen.
      x[j] = sum < 0.0f ? 0.0f : sum;
    }
  }
}

}  // namespace

void AddBias(float* x, const float* bias, int64_t rows, int64_t cols, bool relu) {
  relu ? AddBiasRelu(x, bias, rows, cols) : AddBiasOnly(x, bias, rows, cols);
}

GF_SIMD void Relu(float* x, int64_t count) {
  for (int64_t i = 0; i < count; ++i) x[i] = x[i] < 0.0f ? 0.0f : x[i];
}

GF_SIMD void MaskByRelu(float* diff, const float* y, int64_t count) {
  for (int64_t i = 0; i < count; ++i) diff[i] = y[i] > 0.0f ? diff[i] : 0.0f;
}

GF_SIMD void SumColumns(const float* diff, int64_t rows, int64_t cols, float* bias_gradient) {
  std::fill(bias_gradient, bias_gradient + cols, 0.0f);
  for (int64_t r = 0; r < rows; ++r, diff += cols) {
    for (int64_t j = 0; j < cols; ++j) bias_gradient[j] += diff[j];
  }
}

GF_SIMD void Add(float* x, const float* y, int64_t count) {
  for (int64_t i = 0; i < count; ++i) x[i] += y[i];
}

void FillGlorotUniform(std::span<float> weights, int64_t fan_in, int64_t fan_out, uint64_t seed) {
  Random random(seed);
  const double limit = std::sqrt(6.0 / static_cast<double>(fan_in + fan_out));
  for (float& weight : weights) weight = static_cast<float>(random.Uniform(-limit, limit));
}

}  // namespace gridfold
