#include "coordinator/rank/goals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSmallest = std::numeric_limits<double>::min();

double MeanOf(const std::string& metric, std::span<const CellResult* const> cells) {
  std::vector<double> values;
  for (const CellResult* cell : cells) {
    const auto found = cell->metrics.find(metric);
    if (found == cell->metrics.end()) return std::nan("");
    values.push_back(found->second);
  }
  return values.empty() ? std::nan("") : AggregateScores(values).mean;
}

double ViolationOf(const Constraint& constraint, double value) {
  if (std::isnan(value)) return kInfinity;
  const double distance = constraint.at_least ? constraint.bound - value : value - constraint.bound;
  if (distance < 0 || (distance == 0 && !constraint.strict)) return 0;
  const double size = constraint.bound == 0 ? 1 : std::abs(constraint.bound);
  return std::max(distance / size, kSmallest);
}

// The trial's values, each so that larger is better; empty when it cannot be on the front.
std::vector<double> Values(const StudySpec& spec, const TrialSummary& trial) {
  if (trial.state != TrialState::kCompleted || trial.violation > 0 || !trial.mean_score) return {};
  std::vector<double> values = {spec.metric.maximize ? *trial.mean_score : -*trial.mean_score};
  for (const MetricSpec& goal : spec.more_goals) {
    const auto found = trial.goals.find(goal.name);
    if (found == trial.goals.end() || std::isnan(found->second)) return {};
    values.push_back(goal.maximize ? found->second : -found->second);
  }
  return values;
}

bool Beats(const std::vector<double>& a, const std::vector<double>& b) {
  bool better = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] < b[i]) return false;
    better = better || a[i] > b[i];
  }
  return better;
}

}  // namespace

std::string TextOf(const Constraint& constraint) {
  return fmt::format("{} {}{} {}", constraint.metric, constraint.at_least ? ">" : "<",
                     constraint.strict ? "" : "=", constraint.bound);
}

std::vector<std::string> GoalNumbers(const StudySpec& spec) {
  std::vector<std::string> names;
  std::set<std::string> seen = {spec.metric.name};
  const auto add = [&](const std::string& name) {
    if (seen.insert(name).second) names.push_back(name);
  };
  for (const MetricSpec& goal : spec.more_goals) add(goal.name);
  for (const Constraint& constraint : spec.constraints) add(constraint.metric);
  return names;
}

std::map<std::string, double> GoalMeans(const StudySpec& spec,
                                        std::span<const CellResult* const> cells) {
  std::map<std::string, double> means;
  for (const std::string& name : GoalNumbers(spec)) means[name] = MeanOf(name, cells);
  return means;
}

double Violation(const StudySpec& spec, double mean_score,
                 const std::map<std::string, double>& goals) {
  double violation = 0;
  for (const Constraint& constraint : spec.constraints) {
    const auto found = goals.find(constraint.metric);
    const double missing = constraint.metric == spec.metric.name ? mean_score : std::nan("");
    violation += ViolationOf(constraint, found == goals.end() ? missing : found->second);
  }
  return violation;
}

std::vector<bool> OnParetoFront(const StudySpec& spec, std::span<const TrialSummary> trials) {
  std::vector<std::vector<double>> values;
  std::vector<size_t> order;
  for (size_t i = 0; i < trials.size(); ++i) {
    values.push_back(Values(spec, trials[i]));
    if (!values[i].empty()) order.push_back(i);
  }
  // What comes later in this order beats nothing that came before.
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] > values[b]; });
  std::vector<size_t> front;
  std::vector<bool> on_front(trials.size(), false);
  for (const size_t i : order) {
    on_front[i] = std::none_of(front.begin(), front.end(),
                               [&](size_t other) { return Beats(values[other], values[i]); });
    if (on_front[i]) front.push_back(i);
  }
  return on_front;
}

}  // namespace gridfold
