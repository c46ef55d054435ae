// The loops around the matrix products of dense layers. Pure.
#pragma once

#include <cstdint>

namespace gridfold {

// x [rows x cols] += bias [cols], then max(x, 0) with `relu`; a NaN stays one.
void AddBias(float* x, const float* bias, int64_t rows, int64_t cols, bool relu);

// sums [count] += x [count].
void AddTo(float* sums, const float* x, int64_t count);

// sums [cols] = column sums of x [rows x cols].
void SumColumns(const float* x, int64_t rows, int64_t cols, float* sums);

}  // namespace gridfold
