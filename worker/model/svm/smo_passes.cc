#include "worker/model/svm/smo_passes.h"

#include <limits>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// Vectors by the compiler's extension: a plain loop with an index of the best element is not
// vectorised. Wider than the machine's they become several instructions.
constexpr int64_t kLanes = 8;
typedef double Doubles __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t Indices __attribute__((vector_size(64)));
typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

GF_SIMD Extremes UpdateAndFindExtremes(double* f, const double* rise, const double* fall,
                                       int64_t length, double step, const float* row_i,
                                       const float* row_j) {
  Doubles best = Doubles{} - kInfinity;
  Doubles least = Doubles{} + kInfinity;
  Indices best_at = Indices{} - 1;
  for (int64_t t = 0; t < length; t += kLanes) {
    Doubles value = *reinterpret_cast<const Doubles*>(f + t);
    if (step != 0) {
      const Doubles i =
          __builtin_convertvector(*reinterpret_cast<const Floats*>(row_i + t), Doubles);
      const Doubles j =
          __builtin_convertvector(*reinterpret_cast<const Floats*>(row_j + t), Doubles);
      value -= step * (i - j);
      *reinterpret_cast<Doubles*>(f + t) = value;
    }
    const Doubles up = value + *reinterpret_cast<const Doubles*>(rise + t);
    const Doubles down = value + *reinterpret_cast<const Doubles*>(fall + t);
    const auto better = up >= best;
    best = better ? up : best;
    best_at = better ? Indices{} + t : best_at;
    least = down < least ? down : least;
  }
  Extremes extremes{-kInfinity, -1, kInfinity};
  for (int64_t lane = 0; lane < kLanes; ++lane) {
    const int64_t index = best_at[lane] + lane;
    if (best[lane] > extremes.top || (best[lane] == extremes.top && index > extremes.top_index)) {
      extremes.top = best[lane];
      extremes.top_index = index;
    }
    if (least[lane] < extremes.bottom) extremes.bottom = least[lane];
  }
  if (extremes.top == -kInfinity) extremes.top_index = -1;
  return extremes;
}

GF_SIMD int64_t FindSecond(const double* f, const double* fall, const double* diagonal,
                           int64_t length, double top, double diagonal_i, const float* row_i) {
  Doubles best = Doubles{};
  Indices best_at = Indices{} - 1;
  for (int64_t t = 0; t < length; t += kLanes) {
    const Doubles gap = top - (*reinterpret_cast<const Doubles*>(f + t) +
                               *reinterpret_cast<const Doubles*>(fall + t));
    const Doubles k = __builtin_convertvector(*reinterpret_cast<const Floats*>(row_i + t), Doubles);
    Doubles curvature = diagonal_i + *reinterpret_cast<const Doubles*>(diagonal + t) - 2.0 * k;
    curvature = curvature > 0.0 ? curvature : Doubles{} + kTinyCurvature;
    const Doubles positive = gap > 0.0 ? gap : Doubles{} - 1.0;
    const Doubles decrease = positive > 0.0 ? positive * positive / curvature : Doubles{} - 1.0;
    const auto better = decrease >= best;
    best = better ? decrease : best;
    best_at = better ? Indices{} + t : best_at;
  }
  double most = 0;
  int64_t found = -1;
  for (int64_t lane = 0; lane < kLanes; ++lane) {
    if (best_at[lane] < 0) continue;
    const int64_t index = best_at[lane] + lane;
    if (best[lane] > most || (best[lane] == most && index > found)) {
      most = best[lane];
      found = index;
    }
  }
  return found;
}

GF_SIMD void SubtractRow(double* f, double factor, const float* row, int64_t length) {
  for (int64_t t = 0; t < length; ++t) f[t] -= factor * static_cast<double>(row[t]);
}

}  // namespace gridfold
