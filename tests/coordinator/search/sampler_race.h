// How low a sampler gets on an objective.
#pragma once

#include <cstdint>

#include "tests/coordinator/search/objectives.h"

namespace gridfold {

enum class Racer { kRandom, kHalton, kTpe };

// The median over seeds 1 .. `seeds` of the least loss of `trials` trials. TPE is told the losses
// of all trials but the `ahead` newest, which are pending.
double MedianBest(const Objective& objective, Racer racer, int seeds, int64_t trials,
                  int64_t ahead);

}  // namespace gridfold
