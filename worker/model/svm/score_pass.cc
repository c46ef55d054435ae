#include "worker/model/svm/score_pass.h"

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

typedef double Doubles __attribute__((vector_size(64), aligned(8), may_alias));
typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));
constexpr int64_t kLanes = 8;

}  // namespace

GF_SIMD void AccumulateScores(const float* values, int64_t depth, const double* factors,
                              int64_t columns, double* const* sums) {
  for (int64_t q0 = 0; q0 < columns; q0 += kScoreColumns) {
    for (int64_t r = 0; r < kScoreRows; r += 2 * kLanes) {
      // Twelve sums stay in registers over the whole depth.
      Doubles left[kScoreColumns], right[kScoreColumns];
      for (int64_t q = 0; q < kScoreColumns; ++q) {
        left[q] = *reinterpret_cast<const Doubles*>(sums[q0 + q] + r);
        right[q] = *reinterpret_cast<const Doubles*>(sums[q0 + q] + r + kLanes);
      }
      const float* value = values + r;
      const double* factor = factors + q0;
      for (int64_t d = 0; d < depth; ++d, value += kScoreRows, factor += columns) {
        const Doubles first =
            __builtin_convertvector(*reinterpret_cast<const Floats*>(value), Doubles);
        const Doubles second =
            __builtin_convertvector(*reinterpret_cast<const Floats*>(value + kLanes), Doubles);
        for (int64_t q = 0; q < kScoreColumns; ++q) {
          left[q] += first * factor[q];
          right[q] += second * factor[q];
        }
      }
      for (int64_t q = 0; q < kScoreColumns; ++q) {
        *reinterpret_cast<Doubles*>(sums[q0 + q] + r) = left[q];
        *reinterpret_cast<Doubles*>(sums[q0 + q] + r + kLanes) = right[q];
      }
    }
  }
}

}  // namespace gridfold
