#include "worker/run/cell_scores.h"

#include <algorithm>
#include <cmath>

#include "common/metric/metric.h"
#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

constexpr char kLogLoss[] = "log_loss";

bool NeedsProbabilities(const std::string& name) {
  const StatusOr<Metric> metric = FindMetric(name);
  return metric.ok() && metric->needs_probabilities;
}

// What only the model knows of itself: its size, or what a program of the user's measures.
bool IsOwnNumber(const std::string& model, const std::string& name) {
  const ModelSchema* schema = FindModel(model);
  if (schema == nullptr) return false;
  return schema->is_open ||
         std::find(schema->facts.begin(), schema->facts.end(), name) != schema->facts.end();
}

StatusOr<double> ScoreOf(const std::string& name, const std::string& model,
                         const RowOutcome& outcome) {
  if (NeedsProbabilities(name) && outcome.probabilities.empty()) {
    return InvalidArgument("{} needs class probabilities, which this {} does not give", name,
                           model);
  }
  if (outcome.predicted.size() != outcome.actual.size()) {
    return FailedPrecondition("expected {} or predictions of the {} rows, found neither", name,
                              outcome.actual.size());
  }
  if (!FindMetric(name).ok()) {
    return FailedPrecondition("expected a number named {}, found none", name);
  }
  const ScoredRows rows{outcome.probabilities, outcome.actual, outcome.classes};
  return Score(name, outcome.Confusion(), outcome.probabilities.empty() ? nullptr : &rows);
}

}  // namespace

Status CheckMetrics(const Work& work) {
  std::vector<std::string> names = work.metrics;
  names.push_back(work.metric);
  for (const std::string& name : names) {
    if (IsOwnNumber(work.model, name)) continue;
    const Status known = FindMetric(name).status();
    if (!known.ok()) return FailedPrecondition("this worker: {}", Message(known));
  }
  return absl::OkStatus();
}

bool HasTrainScore(const Work& work) {
  return work.cv.train_scores && (work.model == "command" || FindMetric(work.metric).ok());
}

bool GoalNeedsProbabilities(const Work& work) { return NeedsProbabilities(work.metric); }

bool AnyNeedsProbabilities(const Work& work) {
  return GoalNeedsProbabilities(work) ||
         std::any_of(work.metrics.begin(), work.metrics.end(), NeedsProbabilities);
}

StatusOr<double> GoalScore(const Work& work, const RowOutcome& outcome,
                           const std::map<std::string, double>& facts) {
  if (const auto fact = facts.find(work.metric); fact != facts.end()) return fact->second;
  GF_ASSIGN_OR_RETURN(const double score, ScoreOf(work.metric, work.model, outcome));
  if (!std::isnan(score)) return score;
  GF_ASSIGN_OR_RETURN(const Metric metric, FindMetric(work.metric));
  return InvalidArgument(
      "{} is not defined where {}", work.metric,
      metric.undefined_when.empty() ? "there are no rows" : metric.undefined_when);
}

Status AddMetrics(const Work& work, const RowOutcome& outcome,
                  std::map<std::string, double>& metrics) {
  for (const std::string& name : work.metrics) {
    if (metrics.contains(name)) continue;
    GF_ASSIGN_OR_RETURN(metrics[name], ScoreOf(name, work.model, outcome));
  }
  if (outcome.probabilities.empty() || metrics.contains(kLogLoss)) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(metrics[kLogLoss], ScoreOf(kLogLoss, work.model, outcome));
  return absl::OkStatus();
}

}  // namespace gridfold
