// What the numbers of a study say: how sure the winner is, which other trial is simpler and as
// good, whether the search stopped at an edge. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// A parameter whose best value is the least or the greatest that was tried.
struct EdgeFinding {
  std::string parameter;
  std::string value;
  bool is_greatest = false;
};

// How large a model is: mean over folds of what its cells report.
struct Simplicity {
  int64_t trial = 0;
  // By what it was measured: "parameters" (weights of a network), "support_vectors", "epochs" or
  // "fit_seconds".
  std::string measure;
  double value = 0;
  double best_value = 0;  // of the first in rank
};

struct Findings {
  std::vector<bool> like_first;       // for each of input.ranked
  size_t alike = 0;                   // how many others are like the first
  std::optional<double> runner_up_p;  // of the second against the first, over common folds
  // Of the first and those like it whose means are within one standard error of its mean (Breiman,
  // Friedman, Olshen and Stone 1984, the 1-SE rule); absent when it cannot be told.
  std::optional<Simplicity> simplest;
  std::vector<EdgeFinding> edges;  // of number parameters with three values or more
};

Findings FindOut(const ReportInput& input);

// What `simple` means, as a sentence or two.
std::string SimplestText(const Simplicity& simple);

// The detail of a trial; null when it is not among the input's.
const TrialDetail* DetailOf(const ReportInput& input, int64_t trial);

// The mean of a fact over the cells that have it (the refit's left out); absent when none has.
std::optional<double> MeanFact(const TrialDetail& detail, const std::string& name);

}  // namespace gridfold::report
