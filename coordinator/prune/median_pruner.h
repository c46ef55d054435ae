// The median rule (Golovin et al. 2017, Google Vizier, section 3.2.2).
#pragma once

#include "coordinator/prune/pruner.h"

namespace gridfold {

// A trial is out when its mean merit at the end of a stage is below the median of those that the
// trials of earlier cohorts had there, finished and pruned ones alike; with fewer than `startup` of
// them everybody goes on. Vizier compares a trial's best value so far with running averages; here
// both are the values at the stage. Stages end after min_epochs, min_epochs + every, ...
class MedianPruner : public Pruner {
 public:
  struct Settings {
    int64_t min_epochs = 1;  // >= 1
    int64_t every = 1;       // >= 1
    int64_t epochs = 1;      // of every trial
    int64_t startup = 5;
    int64_t cohort = 1;
    int folds = 1;
  };
  explicit MedianPruner(const Settings& settings) : settings_(settings) {}

  Cohort CohortAt(int64_t index) const override;
  std::vector<bool> GoOn(const Cohort& cohort, size_t stage, std::span<const Contender> contenders,
                         std::span<const Contender> earlier) const override;

 private:
  Settings settings_;
};

}  // namespace gridfold
