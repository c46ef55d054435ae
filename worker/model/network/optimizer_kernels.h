// The optimisers' loops; formulas and names are those of optimizer.h. Pure.
#pragma once

#include <cstddef>

namespace gridfold {

void SgdPass(float* w, const float* g, size_t count, float rate);

void MomentumPass(float* w, const float* g, float* v, size_t count, float rate, float momentum,
                  bool nesterov);

struct AdamFactors {
  float rate;            // r_t
  float keep;            // 1 - r weight_decay
  float share1, share2;  // 1 - b1, 1 - b2
};
void AdamPass(float* w, const float* g, float* m, float* v, size_t count,
              const AdamFactors& factors);

struct NadamFactors {
  float by_moment, by_gradient;  // r u' / (1 - U u'), r (1 - u) / (1 - U)
  float share1, share2;
  float correction;  // 1 / (1 - b2^t)
};
void NadamPass(float* w, const float* g, float* m, float* v, size_t count,
               const NadamFactors& factors);

// `d` is nullptr without momentum.
void RmspropPass(float* w, const float* g, float* d, float* v, size_t count, float rate, float rho,
                 float momentum);

void AdagradPass(float* w, const float* g, float* v, size_t count, float rate);

void AdadeltaPass(float* w, const float* g, float* u, float* v, size_t count, float rate,
                  float rho);

}  // namespace gridfold
