// The inner product of prediction: values of many rows times factors of many columns.
#pragma once

#include <cstdint>

#include "worker/model/svm/kernel.h"

namespace gridfold {

constexpr int64_t kScoreRows = 512;   // rows of a tile, always all
constexpr int64_t kScoreDepth = 256;  // the most values of a row that one call sums
constexpr int64_t kScoreColumns = 6;  // columns that one pass over the values serves
constexpr int64_t kScorePanelStride = kScoreDepth * kPanel;

// sums[q][r] += sum over d of value(d, r) * factor(d, q): the sum in float, d ascending, one fused
// addition at a time, then added in double. So a depth whose factors are zero changes nothing, and
// a column's sums do not depend on the columns beside it; the error of a call is that of at most
// kScoreDepth additions in float.
//
// value(d, r) stands at values[r / kPanel * kScorePanelStride + d * kPanel + r % kPanel], factor(d,
// q) at factors[(q / kScoreColumns * depth + d) * kScoreColumns + q % kScoreColumns]; columns is a
// multiple of kScoreColumns; each sums[q] is kScoreRows long; several q may share one array only
// when its content does not matter.
void AccumulateScores(const float* values, int64_t depth, const float* factors, int64_t columns,
                      double* const* sums);

}  // namespace gridfold
