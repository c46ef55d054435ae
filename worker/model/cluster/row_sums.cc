#include "worker/model/cluster/row_sums.h"

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// Sums that run side by side: one would wait for itself, and a compiler may not split it.
constexpr int64_t kLanes = 16;

double Total(const double* lanes) {
  double sum = 0;
  for (int64_t lane = 0; lane < kLanes; ++lane) sum += lanes[lane];
  return sum;
}

template <typename Other>
[[gnu::always_inline]] inline double Sum(const float* a, const Other* b, const double* weights,
                                         int64_t count) {
  double lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      const double d = static_cast<double>(a[i + lane]) - static_cast<double>(b[i + lane]);
      lanes[lane] += weights == nullptr ? d * d : weights[i + lane] * d * d;
    }
  }
  for (; i < count; ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    lanes[0] += weights == nullptr ? d * d : weights[i] * d * d;
  }
  return Total(lanes);
}

}  // namespace

GF_SIMD double SquaredDistance(const float* a, const float* b, int64_t count) {
  return Sum(a, b, nullptr, count);
}

GF_SIMD double SquaredDistance(const float* a, const double* b, int64_t count) {
  return Sum(a, b, nullptr, count);
}

GF_SIMD double WeightedDistance(const float* a, const double* b, const double* weights,
                                int64_t count) {
  return Sum(a, b, weights, count);
}

GF_SIMD void AddRow(double factor, const float* a, int64_t count, double* sums) {
  for (int64_t i = 0; i < count; ++i) sums[i] += factor * static_cast<double>(a[i]);
}

}  // namespace gridfold
