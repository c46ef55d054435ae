#include "bench/fma_peak.h"

#include "worker/linalg/simd.h"

#ifdef GF_SIMD_LEVELS
#include <immintrin.h>
#endif

#include <algorithm>

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

#ifdef GF_SIMD_LEVELS

// The same of dot products: each adds two products of bfloat16 to every lane.
[[gnu::target("avx512f,avx512bf16"), gnu::optimize("O3")]] float DotChains(float a, float b) {
  const __m512bh left = _mm512_cvtne2ps_pbh(_mm512_set1_ps(a), _mm512_set1_ps(a));
  const __m512bh right = _mm512_cvtne2ps_pbh(_mm512_set1_ps(b), _mm512_set1_ps(b));
  __m512 x[kChains];
  for (int c = 0; c < kChains; ++c) x[c] = _mm512_set1_ps(static_cast<float>(c));
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma GCC unroll 12
    for (int c = 0; c < kChains; ++c) x[c] = _mm512_dpbf16_ps(x[c], left, right);
  }
  float sum = 0;
  for (const __m512& chain : x) sum += chain[0];
  return sum;
}

#endif

double Best(float (*chains)(float, float), double flops, double (*seconds)()) {
  volatile float keep = 0;
  double best = 0;
  for (int run = 0; run < 5; ++run) {
    const double start = seconds();
    keep = keep + chains(0.5f, 1.0f);
    best = std::max(best, flops * kLanes * kChains * kTurns / (seconds() - start) / 1e9);
  }
  return best;
}

}  // namespace

double FmaPeakGflops(double (*seconds)()) { return Best(Chains, 2, seconds); }

double Bfloat16PeakGflops(double (*seconds)()) {
#ifdef GF_SIMD_LEVELS
  if (__builtin_cpu_supports("avx512bf16")) return Best(DotChains, 4, seconds);
#endif
  return 0;
}

}  // namespace gridfold
