#include "worker/model/svm/score_pass.h"

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

typedef float Floats __attribute__((vector_size(64), aligned(4), may_alias));
constexpr int64_t kLanes = 16;
static_assert(kPanel == 2 * kLanes);

}  // namespace

GF_SIMD void AccumulateScores(const float* values, int64_t depth, const float* factors,
                              int64_t columns, double* const* sums) {
  for (int64_t q0 = 0; q0 < columns; q0 += kScoreColumns) {
    for (int64_t r = 0; r < kScoreRows; r += kPanel) {
      // Twelve sums stay in registers over the whole depth.
      Floats left[kScoreColumns] = {}, right[kScoreColumns] = {};
      const float* value = values + r / kPanel * kScorePanelStride;
      const float* factor = factors + q0 * depth;
      for (int64_t d = 0; d < depth; ++d, value += kPanel, factor += kScoreColumns) {
        const Floats first = *reinterpret_cast<const Floats*>(value);
        const Floats second = *reinterpret_cast<const Floats*>(value + kLanes);
        for (int64_t q = 0; q < kScoreColumns; ++q) {
          left[q] += first * factor[q];
          right[q] += second * factor[q];
        }
      }
      for (int64_t q = 0; q < kScoreColumns; ++q) {
        double* const sum = sums[q0 + q] + r;
        for (int64_t lane = 0; lane < kLanes; ++lane) {
          sum[lane] += static_cast<double>(left[q][lane]);
          sum[kLanes + lane] += static_cast<double>(right[q][lane]);
        }
      }
    }
  }
}

}  // namespace gridfold
