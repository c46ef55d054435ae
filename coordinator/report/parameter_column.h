// One searched parameter over all trials: its values, whether they are numbers, how its axis runs.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/spec/results.h"

namespace gridfold::report {

// Completed trials with a finite score.
struct ScoredTrial {
  const TrialSummary* trial = nullptr;
  double score = 0;
};
std::vector<ScoredTrial> ScoredTrials(std::span<const TrialSummary> trials);

struct ParameterColumn {
  std::string name;
  bool is_number = false;    // all values are finite numbers
  bool prefers_log = false;  // the spec searches on a log scale
  // Different values as text; numbers increasing, others by their first trial.
  std::vector<std::string> names;
  std::vector<double> numbers;  // beside `names`, when is_number
  // For each trial the index of its value; absent where the parameter is inactive.
  std::vector<std::optional<size_t>> values;
};

// The parameters of `study` that take at least two different values in `trials` (being inactive is
// none), in the spec's order. The scales come from its spec, when that can be read.
std::vector<ParameterColumn> ParameterColumns(const StudySummary& study,
                                              std::span<const ScoredTrial> trials);

// The scores of the trials that have value `index` of `column`.
std::vector<double> ScoresAt(const ParameterColumn& column, size_t index,
                             std::span<const ScoredTrial> trials);

// The best of at least one score.
double BestOf(std::span<const double> scores, bool maximize);

}  // namespace gridfold::report
