// How weights begin. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "common/spec/layer.h"

namespace gridfold {

// Keras' variance scaling: with n = fan_in (he, lecun) or the mean of both fans (glorot) and scale
// = 2 (he) or 1, uniform in [-limit, limit), limit = sqrt(3 scale / n), or normal with variance
// scale / n, cut off at two deviations (and widened first, so that the variance is right).
void FillWeights(Initializer initializer, int64_t fan_in, int64_t fan_out, uint64_t seed,
                 std::span<float> weights);

}  // namespace gridfold
