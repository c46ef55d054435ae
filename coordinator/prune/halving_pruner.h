// Successive halving (Jamieson and Talwalkar 2016) and Hyperband (Li et al. 2018, algorithm 1).
#pragma once

#include "coordinator/prune/pruner.h"

namespace gridfold {

// After each stage the best 1/eta (rounded down, at least one) of the contenders by mean merit go
// on, ties to the earlier trial; the others are out. Earlier cohorts do not count.
//
// Stages end after min_epochs, eta x min_epochs, eta^2 x min_epochs, ... and all epochs. With
// `brackets` cohorts take turns as Hyperband's brackets do: of s_max + 1 stages, of s_max, ..., of
// one stage, which is no pruning at all; s_max is the largest s with min_epochs x eta^s <= epochs,
// the bracket of s + 1 stages has ceil((s_max + 1) / (s + 1) x eta^s) trials, and its stages end
// after epochs / eta^s, ..., epochs / eta, epochs, rounded.
class HalvingPruner : public Pruner {
 public:
  struct Settings {
    int64_t eta = 3;         // > 1
    int64_t min_epochs = 1;  // >= 1
    int64_t epochs = 1;      // of every trial
    int64_t cohort = 1;      // trials; not with brackets
    bool brackets = false;
    int stage_folds = 1;  // of stages but the last
    int folds = 1;
  };
  explicit HalvingPruner(const Settings& settings) : settings_(settings) {}

  Cohort CohortAt(int64_t index) const override;
  std::vector<bool> GoOn(const Cohort& cohort, size_t stage, std::span<const Contender> contenders,
                         std::span<const Contender> earlier) const override;

 private:
  Cohort Bracket(int64_t index) const;

  Settings settings_;
};

}  // namespace gridfold
