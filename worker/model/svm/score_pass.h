// The inner product of prediction: values of many rows times factors of many columns.
#pragma once

#include <cstdint>

namespace gridfold {

constexpr int64_t kScoreRows = 512;   // rows of a tile, always all
constexpr int64_t kScoreColumns = 6;  // columns that one pass over the values serves

// sums[q][r] += sum over d of values[d * kScoreRows + r] * factors[d * columns + q], in double, d
// ascending, one addition at a time: so a depth whose factors are zero changes nothing, and a
// column's sums do not depend on the columns beside it. values [depth x kScoreRows], factors
// [depth x columns], columns a multiple of kScoreColumns; each sums[q] is kScoreRows long; several
// q may share one array only when its content does not matter.
void AccumulateScores(const float* values, int64_t depth, const double* factors, int64_t columns,
                      double* const* sums);

}  // namespace gridfold
