#include "worker/model/network/optimizer_kernels.h"

#include <cmath>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr float kEpsilon = 1e-7f;

GF_SIMD void RmspropPlain(float* __restrict w, const float* __restrict g, float* __restrict v,
                          size_t count, float rate, float rho) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = rho * v[i] + (1.0f - rho) * g[i] * g[i];
    w[i] -= rate * g[i] / (std::sqrt(v[i]) + kEpsilon);
  }
}

GF_SIMD void RmspropMomentum(float* __restrict w, const float* __restrict g, float* __restrict d,
                             float* __restrict v, size_t count, float rate, float rho,
                             float momentum) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = rho * v[i] + (1.0f - rho) * g[i] * g[i];
    d[i] = momentum * d[i] + rate * g[i] / (std::sqrt(v[i]) + kEpsilon);
    w[i] -= d[i];
  }
}

GF_SIMD void NesterovPass(float* __restrict w, const float* __restrict g, float* __restrict v,
                          size_t count, float rate, float momentum) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = momentum * v[i] - rate * g[i];
    w[i] += momentum * v[i] - rate * g[i];
  }
}

GF_SIMD void HeavyBallPass(float* __restrict w, const float* __restrict g, float* __restrict v,
                           size_t count, float rate, float momentum) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = momentum * v[i] - rate * g[i];
    w[i] += v[i];
  }
}

}  // namespace

GF_SIMD void SgdPass(float* __restrict w, const float* __restrict g, size_t count, float rate) {
  for (size_t i = 0; i < count; ++i) w[i] -= rate * g[i];
}

void MomentumPass(float* w, const float* g, float* v, size_t count, float rate, float momentum,
                  bool nesterov) {
  nesterov ? NesterovPass(w, g, v, count, rate, momentum)
           : HeavyBallPass(w, g, v, count, rate, momentum);
}

GF_SIMD void AdamPass(float* __restrict w, const float* __restrict g, float* __restrict m,
                      float* __restrict v, size_t count, const AdamFactors& factors) {
  const float rate = factors.rate, keep = factors.keep;
  const float share1 = factors.share1, share2 = factors.share2;
  for (size_t i = 0; i < count; ++i) {
    m[i] += share1 * (g[i] - m[i]);
    v[i] += share2 * (g[i] * g[i] - v[i]);
    w[i] = keep * w[i] - rate * m[i] / (std::sqrt(v[i]) + kEpsilon);
  }
}

GF_SIMD void NadamPass(float* __restrict w, const float* __restrict g, float* __restrict m,
                       float* __restrict v, size_t count, const NadamFactors& factors) {
  const float by_moment = factors.by_moment, by_gradient = factors.by_gradient;
  const float share1 = factors.share1, share2 = factors.share2, correction = factors.correction;
  for (size_t i = 0; i < count; ++i) {
    m[i] += share1 * (g[i] - m[i]);
    v[i] += share2 * (g[i] * g[i] - v[i]);
    w[i] -= (by_moment * m[i] + by_gradient * g[i]) / (std::sqrt(v[i] * correction) + kEpsilon);
  }
}

void RmspropPass(float* w, const float* g, float* d, float* v, size_t count, float rate, float rho,
                 float momentum) {
  d == nullptr ? RmspropPlain(w, g, v, count, rate, rho)
               : RmspropMomentum(w, g, d, v, count, rate, rho, momentum);
}

GF_SIMD void AdagradPass(float* __restrict w, const float* __restrict g, float* __restrict v,
                         size_t count, float rate) {
  for (size_t i = 0; i < count; ++i) {
    v[i] += g[i] * g[i];
    w[i] -= rate * g[i] / (std::sqrt(v[i]) + kEpsilon);
  }
}

GF_SIMD void AdadeltaPass(float* __restrict w, const float* __restrict g, float* __restrict u,
                          float* __restrict v, size_t count, float rate, float rho) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = rho * v[i] + (1.0f - rho) * g[i] * g[i];
    const float d = g[i] * (std::sqrt(u[i] + kEpsilon) / std::sqrt(v[i] + kEpsilon));
    u[i] = rho * u[i] + (1.0f - rho) * d * d;
    w[i] -= rate * d;
  }
}

}  // namespace gridfold
