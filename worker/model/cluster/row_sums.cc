#include "worker/model/cluster/row_sums.h"

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));
typedef double Doubles __attribute__((vector_size(64), aligned(8), may_alias));
constexpr int64_t kLanes = 8;

// By reference: a vector as a result would have to pass through one calling convention.
[[gnu::always_inline]] inline void Load(const float* from, Doubles& to) {
  to = __builtin_convertvector(*reinterpret_cast<const Floats*>(from), Doubles);
}

[[gnu::always_inline]] inline void Load(const double* from, Doubles& to) {
  to = *reinterpret_cast<const Doubles*>(from);
}

// sums += weights * (a - b)^2 for the lanes that begin here.
template <bool kWeighted, typename Other>
[[gnu::always_inline]] inline void AddLanes(const float* a, const Other* b, const double* weights,
                                            Doubles& sums) {
  Doubles from, to, weight;
  Load(a, from);
  Load(b, to);
  from -= to;
  if constexpr (kWeighted) {
    Load(weights, weight);
    sums += weight * from * from;
  } else {
    sums += from * from;
  }
}

// Sixteen sums run side by side: one would wait for itself, and a compiler may not split it.
template <bool kWeighted, typename Other>
[[gnu::always_inline]] inline double Sum(const float* a, const Other* b, const double* weights,
                                         int64_t count) {
  Doubles left = {}, right = {};
  int64_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    AddLanes<kWeighted>(a + i, b + i, kWeighted ? weights + i : nullptr, left);
    AddLanes<kWeighted>(a + i + kLanes, b + i + kLanes, kWeighted ? weights + i + kLanes : nullptr,
                        right);
  }
  left += right;
  double sum = 0;
  for (int64_t lane = 0; lane < kLanes; ++lane) sum += left[lane];
  for (; i < count; ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += kWeighted ? weights[i] * d * d : d * d;
  }
  return sum;
}

}  // namespace

GF_SIMD double SquaredDistance(const float* a, const float* b, int64_t count) {
  return Sum<false>(a, b, nullptr, count);
}

GF_SIMD double SquaredDistance(const float* a, const double* b, int64_t count) {
  return Sum<false>(a, b, nullptr, count);
}

GF_SIMD double WeightedDistance(const float* a, const double* b, const double* weights,
                                int64_t count) {
  return Sum<true>(a, b, weights, count);
}

GF_SIMD void AddRow(double factor, const float* a, int64_t count, double* sums) {
  for (int64_t i = 0; i < count; ++i) sums[i] += factor * static_cast<double>(a[i]);
}

}  // namespace gridfold
