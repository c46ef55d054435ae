// The metrics that a spec can name: what each needs, which direction is better, and its value.
// Definitions and zero-division rules are those of scikit-learn 1.2. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/metric/confusion_matrix.h"
#include "common/metric/probability_scores.h"

namespace gridfold {

struct Metric {
  std::string name;
  bool needs_probabilities = false;  // else a confusion matrix is enough
  bool maximize = true;              // whether more is better
  std::string explanation;           // one line
  std::string undefined_when;        // when its value is NaN; empty: never, if there are rows
};

// All of them, in the order of docs/spec.md, but those of numbered_metric.h: for them stands
// top_3_accuracy.
const std::vector<Metric>& KnownMetrics();

// The metric of that name; InvalidArgument "expected a metric such as ..., found ..." with the
// closest known names.
StatusOr<Metric> FindMetric(const std::string& name);

// The metric's value, NaN where it is not defined. `rows` may be null for metrics that need no
// probabilities. InvalidArgument for an unknown name; FailedPrecondition when it needs
// probabilities and there are none; Internal when they are no numbers from 0 to 1.
StatusOr<double> Score(const std::string& name, const ConfusionMatrix& confusion,
                       const ScoredRows* rows);

}  // namespace gridfold
