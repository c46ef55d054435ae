// Which parameters matter: how much of the variance of the score over the space each one explains
// alone. Functional analysis of variance on a random forest (Hutter, Hoos and Leyton-Brown 2014,
// "An efficient approach for assessing hyperparameter importance"). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/results.h"
#include "common/spec/space.h"
#include "coordinator/rank/regression_tree.h"

namespace gridfold {

struct ParameterImportance {
  std::string name;
  // The share of the variance, a number from 0 to 1: mean and deviation over the trees.
  double share = 0, deviation = 0;
};

struct ImportanceResult {
  std::vector<ParameterImportance> parameters;  // the most important first
  std::vector<std::string> left_out;            // those that not all of the trials have
  double together = 0;                          // the share that only several explain together
  size_t trials = 0;                            // that were used
};

// From the scores of COMPLETED trials, as far as they are finite. `names` are the searched
// parameters. The same trials in the same order give the same bits. FailedPrecondition for fewer
// than four trials or scores that are all the same.
StatusOr<ImportanceResult> ImportanceOf(const SearchSpace& space,
                                        std::span<const std::string> names,
                                        std::span<const TrialSummary> trials);

// The shares of one tree of the forest, by axis, each explaining alone (equations 2 to 5); empty
// for a tree of one value.
std::vector<double> VarianceShares(const std::vector<ParameterAxis>& axes,
                                   const std::vector<TreeLeaf>& leaves);

}  // namespace gridfold
