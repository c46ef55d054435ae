// The loops around the matrix products: bias and relu, forwards and backwards. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace gridfold {

// x [rows x cols] += bias [cols], then max(x, 0) with `relu`.
void AddBias(float* x, const float* bias, int64_t rows, int64_t cols, bool relu);

// x = max(x, 0), element by element.
void Relu(float* x, int64_t count);

// diff = 0 wherever y, a relu's output, is not positive.
void MaskByRelu(float* diff, const float* y, int64_t count);

// bias_gradient [cols] = column sums of diff [rows x cols].
void SumColumns(const float* diff, int64_t rows, int64_t cols, float* bias_gradient);

// x += y.
void Add(float* x, const float* y, int64_t count);

// Uniform in [-limit, limit), limit = sqrt(6 / (fan_in + fan_out)): Glorot and Bengio 2010,
// equation 16, Keras' default for weights.
void FillGlorotUniform(std::span<float> weights, int64_t fan_in, int64_t fan_out, uint64_t seed);

}  // namespace gridfold
