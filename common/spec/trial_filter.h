// `--where`: "C >= 1 and kernel = rbf and state = COMPLETED and score > 0.9". Pure.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/results.h"

namespace gridfold {

// Comparisons joined by `and`. A name is `trial`, `state`, `score`, `train_score`, `fit_seconds`, a
// parameter's, or that of a further goal or of what a constraint is about; an operator one of = !=
// < <= > >=; a literal a number or a word, quoted if need be. A comparison with a value that the
// trial lacks is false. Words are compared as they stand and only by = and !=; a list is written as
// it is shown, quoted: filters = "[8, 16]".
class TrialFilter {
 public:
  // InvalidArgument with the place of what was not understood. Empty text matches everything.
  // `goal`: the metric whose mean is the score; its name stands for the score where the trial has
  // no parameter of that name.
  static StatusOr<TrialFilter> Parse(const std::string& text, const std::string& goal = "");
  bool Matches(const TrialSummary& trial) const;

 private:
  struct Comparison {
    std::string name, op, literal;
    bool numeric = false;
    double number = 0;
  };
  std::vector<Comparison> comparisons_;
  std::string goal_;
};

}  // namespace gridfold
