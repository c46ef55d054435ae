// Whether a trial that was computed again is what is stored, bit for bit. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/spec/results.h"

namespace gridfold {

// One fold of a trial, computed again.
struct CellRun {
  CellResult cell;
  std::vector<CurvePoint> curve;
};

struct Difference {
  int fold = 0;
  std::string what;  // "test score", "metric log_loss", "prediction 17", "val_loss of epoch 3"
  std::string stored, computed;
};

// What differs between the stored results of the trial and the computed ones: states, scores,
// metrics, confusion matrices, predictions (the first of each fold that differs), curves. What a
// clock says is left out, and scores at which `prune` looked, and stored folds that were not
// computed. Numbers are equal when their bits are; NaN is NaN, and -0 is not 0.
std::vector<Difference> CompareRuns(const TrialDetail& stored,
                                    const std::vector<CellRun>& computed);

// Whether the values of this metric or curve come from a clock.
bool IsOfAClock(const std::string& metric);

}  // namespace gridfold
