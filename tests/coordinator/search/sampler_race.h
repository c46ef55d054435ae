// How low a sampler gets on an objective.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/coordinator/search/objectives.h"

namespace gridfold {

enum class Racer { kRandom, kHalton, kTpe };

// The least loss of `trials` trials with each of the seeds 1 .. `seeds`. TPE is told the losses of
// all trials but the `ahead` newest, which are pending.
std::vector<double> BestLosses(const Objective& objective, Racer racer, int seeds, int64_t trials,
                               int64_t ahead);
// Their median.
double MedianBest(const Objective& objective, Racer racer, int seeds, int64_t trials,
                  int64_t ahead);

}  // namespace gridfold
