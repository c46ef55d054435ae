#include "bench/fma_peak.h"

#include <algorithm>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr int kLanes = 16, kChains = 12;  // more chains than a multiply-add takes cycles
constexpr int kTurns = 2'000'000;

// The sum of independent chains x = x * a + b, each in a register. Contraction to one instruction
// is the compiler's default.
GF_SIMD float Chains(float a, float b) {
  using Vector [[gnu::vector_size(kLanes * sizeof(float))]] = float;
  Vector x[kChains];
  for (int c = 0; c < kChains; ++c) x[c] = Vector{} + static_cast<float>(c);
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma GCC unroll 12
    for (int c = 0; c < kChains; ++c) x[c] = x[c] * a + b;
  }
  float sum = 0;
  for (const Vector& chain : x) sum += chain[0];
  return sum;
}

}  // namespace

double FmaPeakGflops(double (*seconds)()) {
  volatile float keep = 0;
  double best = 0;
  for (int run = 0; run < 5; ++run) {
    const double start = seconds();
    keep = keep + Chains(0.5f, 1.0f);
    best = std::max(best, 2.0 * kLanes * kChains * kTurns / (seconds() - start) / 1e9);
  }
  return best;
}

}  // namespace gridfold
