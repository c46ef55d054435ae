#include "worker/run/cell_scores.h"

#include <algorithm>
#include <cmath>

#include "common/metric/metric.h"

namespace gridfold {
namespace {

constexpr char kLogLoss[] = "log_loss";

bool NeedsProbabilities(const std::string& name) {
  const StatusOr<Metric> metric = FindMetric(name);
  return metric.ok() && metric->needs_probabilities;
}

StatusOr<double> ScoreOf(const std::string& name, const std::string& model,
                         const RowOutcome& outcome, const ConfusionMatrix& confusion) {
  if (NeedsProbabilities(name) && outcome.probabilities.empty()) {
    return InvalidArgument("{} needs class probabilities, which this {} does not give", name,
                           model);
  }
  const ScoredRows rows{outcome.probabilities, outcome.actual, outcome.classes};
  return Score(name, confusion, outcome.probabilities.empty() ? nullptr : &rows);
}

}  // namespace

Status CheckMetrics(const Work& work) {
  std::vector<std::string> names = work.metrics;
  names.push_back(work.metric);
  for (const std::string& name : names) {
    const Status known = FindMetric(name).status();
    if (!known.ok()) return FailedPrecondition("this worker: {}", Message(known));
  }
  return absl::OkStatus();
}

bool GoalNeedsProbabilities(const Work& work) { return NeedsProbabilities(work.metric); }

bool AnyNeedsProbabilities(const Work& work) {
  return GoalNeedsProbabilities(work) ||
         std::any_of(work.metrics.begin(), work.metrics.end(), NeedsProbabilities);
}

StatusOr<double> GoalScore(const Work& work, const RowOutcome& outcome) {
  GF_ASSIGN_OR_RETURN(const double score,
                      ScoreOf(work.metric, work.model, outcome, outcome.Confusion()));
  if (!std::isnan(score)) return score;
  GF_ASSIGN_OR_RETURN(const Metric metric, FindMetric(work.metric));
  return InvalidArgument(
      "{} is not defined where {}", work.metric,
      metric.undefined_when.empty() ? "there are no rows" : metric.undefined_when);
}

Status AddMetrics(const Work& work, const RowOutcome& outcome,
                  std::map<std::string, double>& metrics) {
  const ConfusionMatrix confusion = outcome.Confusion();
  for (const std::string& name : work.metrics) {
    GF_ASSIGN_OR_RETURN(metrics[name], ScoreOf(name, work.model, outcome, confusion));
  }
  if (outcome.probabilities.empty() || metrics.contains(kLogLoss)) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(metrics[kLogLoss], ScoreOf(kLogLoss, work.model, outcome, confusion));
  return absl::OkStatus();
}

}  // namespace gridfold
