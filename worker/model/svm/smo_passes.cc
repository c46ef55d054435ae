#include "worker/model/svm/smo_passes.h"

#include <limits>

#include "worker/linalg/simd.h"
#include "worker/model/svm/kernel_rows.h"

namespace gridfold {
namespace {

// Vectors by the compiler's extension: a plain loop with an index of the best element is not
// vectorised. Wider than the machine's they become several instructions.
constexpr int64_t kLanes = 8;
typedef double Doubles __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t Indices __attribute__((vector_size(64)));
typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));

// Comparisons of neighbouring vectors that do not wait for each other.
constexpr int64_t kChains = 2;
static_assert(kRowLanes % (kChains * kLanes) == 0);

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Eight floats as doubles. A macro, because a function could not be part of every clone.
#define GF_WIDEN(values) \
  __builtin_convertvector(*reinterpret_cast<const Floats*>(values), Doubles)

}  // namespace

GF_SIMD Extremes UpdateAndFindExtremes(double* f, const float* rise, const float* fall,
                                       int64_t length, double step, const float* row_i,
                                       const float* row_j) {
  Doubles best[kChains], least[kChains];
  Indices best_at[kChains];
  for (int64_t c = 0; c < kChains; ++c) {
    best[c] = Doubles{} - kInfinity;
    least[c] = Doubles{} + kInfinity;
    best_at[c] = Indices{} - 1;
  }
  for (int64_t begin = 0; begin < length; begin += kChains * kLanes) {
    for (int64_t c = 0; c < kChains; ++c) {
      const int64_t t = begin + c * kLanes;
      Doubles value = *reinterpret_cast<const Doubles*>(f + t);
      if (step != 0) {
        value -= step * (GF_WIDEN(row_i + t) - GF_WIDEN(row_j + t));
        *reinterpret_cast<Doubles*>(f + t) = value;
      }
      const Doubles up = value + GF_WIDEN(rise + t);
      const Doubles down = value + GF_WIDEN(fall + t);
      const auto better = up >= best[c];
      best[c] = better ? up : best[c];
      best_at[c] = better ? Indices{} + t : best_at[c];
      least[c] = down < least[c] ? down : least[c];
    }
  }
  Extremes extremes{-kInfinity, -1, kInfinity};
  for (int64_t at = 0; at < kChains * kLanes; ++at) {
    const int64_t c = at / kLanes, lane = at % kLanes;
    const int64_t index = best_at[c][lane] + lane;
    const double up = best[c][lane];
    if (up > extremes.top || (up == extremes.top && index > extremes.top_index)) {
      extremes.top = up;
      extremes.top_index = index;
    }
    if (least[c][lane] < extremes.bottom) extremes.bottom = least[c][lane];
  }
  if (extremes.top == -kInfinity) extremes.top_index = -1;
  return extremes;
}

GF_SIMD int64_t FindSecond(const double* f, const float* fall, const float* diagonal,
                           int64_t length, double top, double diagonal_i, const float* row_i) {
  // The best quotient so far of each lane, as its square and its curvature.
  Doubles best[kChains], best_curvature[kChains];
  Indices best_at[kChains];
  for (int64_t c = 0; c < kChains; ++c) {
    best[c] = Doubles{};
    best_curvature[c] = Doubles{} + 1.0;
    best_at[c] = Indices{} - 1;
  }
  for (int64_t begin = 0; begin < length; begin += kChains * kLanes) {
    for (int64_t c = 0; c < kChains; ++c) {
      const int64_t t = begin + c * kLanes;
      const Doubles gap = top - (*reinterpret_cast<const Doubles*>(f + t) + GF_WIDEN(fall + t));
      Doubles curvature = diagonal_i + GF_WIDEN(diagonal + t) - 2.0 * GF_WIDEN(row_i + t);
      curvature = curvature > 0.0 ? curvature : Doubles{} + kTinyCurvature;
      const Doubles square = gap > 0.0 ? gap * gap : Doubles{} - 1.0;
      const auto better = square * best_curvature[c] >= best[c] * curvature;
      best[c] = better ? square : best[c];
      best_curvature[c] = better ? curvature : best_curvature[c];
      best_at[c] = better ? Indices{} + t : best_at[c];
    }
  }
  double most = 0;
  int64_t found = -1;
  for (int64_t at = 0; at < kChains * kLanes; ++at) {
    const int64_t c = at / kLanes, lane = at % kLanes;
    if (best_at[c][lane] < 0) continue;
    const int64_t index = best_at[c][lane] + lane;
    const double decrease = best[c][lane] / best_curvature[c][lane];
    if (decrease > most || (decrease == most && index > found)) {
      most = decrease;
      found = index;
    }
  }
  return found;
}

GF_SIMD void SubtractRow(double* f, double factor, const float* row, int64_t length) {
  for (int64_t t = 0; t < length; ++t) f[t] -= factor * static_cast<double>(row[t]);
}

GF_SIMD void SubtractRows(double* f, const double* factors, const float* const* rows,
                          int64_t length) {
  for (int64_t t = 0; t < length; t += kLanes) {
    Doubles value = *reinterpret_cast<const Doubles*>(f + t);
    for (int64_t k = 0; k < kRowsAtOnce; ++k) value -= factors[k] * GF_WIDEN(rows[k] + t);
    *reinterpret_cast<Doubles*>(f + t) = value;
  }
}

}  // namespace gridfold
