#include "coordinator/prune/standards.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "coordinator/rank/goals.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// All goals, larger is better.
std::vector<double> GoalsOf(const Contender& contender) {
  std::vector<double> goals = {contender.Mean()};
  goals.insert(goals.end(), contender.more_goals.begin(), contender.more_goals.end());
  return goals;
}

}  // namespace

Standards::Standards(const StudySpec& spec) : names_(GoalNumbers(spec)) {
  spec_.metric = spec.metric;
  spec_.more_goals = spec.more_goals;
  spec_.constraints = spec.constraints;
}

void Standards::Judge(double mean_score, const std::map<std::string, double>& means,
                      Contender& contender) const {
  contender.violation = Violation(spec_, mean_score, means);
  contender.more_goals.clear();
  for (const MetricSpec& goal : spec_.more_goals) {
    const auto found = means.find(goal.name);
    const bool is_number = found != means.end() && !std::isnan(found->second);
    const double sign = goal.maximize ? 1 : -1;
    contender.more_goals.push_back(is_number ? sign * found->second : -kInfinity);
  }
}

bool AreByMerit(std::span<const Contender> contenders) {
  return std::all_of(contenders.begin(), contenders.end(), [](const Contender& contender) {
    return contender.violation == 0 && contender.more_goals.empty();
  });
}

bool Beats(const Contender& a, const Contender& b) {
  if (a.violation != b.violation) return a.violation < b.violation;
  const std::vector<double> left = GoalsOf(a), right = GoalsOf(b);
  bool better = false;
  for (size_t i = 0; i < left.size(); ++i) {
    if (left[i] < right[i]) return false;
    better = better || left[i] > right[i];
  }
  return better;
}

bool IsAhead(const Contender& a, const Contender& b) {
  return a.violation != b.violation ? a.violation < b.violation : a.Mean() > b.Mean();
}

size_t BeatenBy(const Contender& contender, std::span<const Contender> others) {
  return static_cast<size_t>(
      std::count_if(others.begin(), others.end(),
                    [&](const Contender& other) { return Beats(other, contender); }));
}

}  // namespace gridfold
