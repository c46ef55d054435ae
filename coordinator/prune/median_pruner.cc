#include "coordinator/prune/median_pruner.h"

#include <algorithm>

#include "coordinator/prune/standards.h"

namespace gridfold {
namespace {

// Of at least one value; of an even number the mean of the two in the middle.
double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

Cohort MedianPruner::CohortAt(int64_t /*index*/) const {
  Cohort cohort;
  cohort.size = settings_.cohort;
  for (int64_t epochs = settings_.min_epochs; epochs < settings_.epochs;
       epochs += settings_.every) {
    cohort.stages.push_back({settings_.folds, epochs});
  }
  cohort.stages.push_back({settings_.folds, 0});
  return cohort;
}

std::vector<bool> MedianPruner::GoOn(const Cohort& /*cohort*/, size_t /*stage*/,
                                     std::span<const Contender> contenders,
                                     std::span<const Contender> earlier) const {
  std::vector<bool> goes_on(contenders.size(), true);
  if (earlier.empty() || static_cast<int64_t>(earlier.size()) < settings_.startup) return goes_on;
  if (!AreByMerit(contenders) || !AreByMerit(earlier)) {
    for (size_t i = 0; i < contenders.size(); ++i) {
      goes_on[i] = 2 * BeatenBy(contenders[i], earlier) <= earlier.size();
    }
    return goes_on;
  }
  std::vector<double> means;
  for (const Contender& trial : earlier) means.push_back(trial.Mean());
  const double median = Median(std::move(means));
  for (size_t i = 0; i < contenders.size(); ++i) goes_on[i] = contenders[i].Mean() >= median;
  return goes_on;
}

}  // namespace gridfold
