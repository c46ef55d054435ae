// The metrics of a study, of rows that a model has predicted. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "common/base/status.h"
#include "common/metric/confusion_matrix.h"
#include "common/spec/job.h"

namespace gridfold {

// What rows are and what a model says of them. Does not own.
struct RowOutcome {
  std::span<const int32_t> actual, predicted;
  std::span<const float> probabilities;  // [rows x classes]; empty: the model gives none
  int32_t classes = 0;
  ConfusionMatrix Confusion() const { return ConfusionMatrix::Of(actual, predicted, classes); }
};

// FailedPrecondition when this program does not know a metric of `work`.
Status CheckMetrics(const Work& work);
// Whether training rows have a score of their own: asked for, and the goal is about rows, not about
// the model.
bool HasTrainScore(const Work& work);
// Whether the goal, or any metric, needs class probabilities. Metrics are known.
bool GoalNeedsProbabilities(const Work& work);
bool AnyNeedsProbabilities(const Work& work);

// The value of work.metric: among the `facts` that the model gives of itself, else of the outcome.
// InvalidArgument, the reason why a trial is INFEASIBLE, when it needs probabilities that are not
// there or is not defined for these rows; FailedPrecondition when a program gave neither the value
// nor predictions; Internal when a probability is no number.
StatusOr<double> GoalScore(const Work& work, const RowOutcome& outcome,
                           const std::map<std::string, double>& facts);

// Adds each of work.metrics that `metrics` has not yet under its name, NaN where it is not defined,
// and log_loss wherever there are probabilities. Errors as above.
Status AddMetrics(const Work& work, const RowOutcome& outcome,
                  std::map<std::string, double>& metrics);

}  // namespace gridfold
