#include "coordinator/prune/halving_pruner.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "coordinator/prune/standards.h"

namespace gridfold {

Cohort HalvingPruner::CohortAt(int64_t index) const {
  if (settings_.brackets) return Bracket(index);
  Cohort cohort;
  cohort.size = settings_.cohort;
  for (int64_t epochs = settings_.min_epochs; epochs < settings_.epochs; epochs *= settings_.eta) {
    cohort.stages.push_back({settings_.stage_folds, epochs});
  }
  cohort.stages.push_back({settings_.folds, 0});
  return cohort;
}

Cohort HalvingPruner::Bracket(int64_t index) const {
  int64_t largest = 0;
  for (int64_t epochs = settings_.min_epochs; epochs <= settings_.epochs / settings_.eta;
       epochs *= settings_.eta) {
    ++largest;
  }
  const int64_t halvings = largest - index % (largest + 1);
  const double growth = std::pow(settings_.eta, halvings);
  Cohort cohort;
  cohort.size = static_cast<int64_t>(
      std::ceil(static_cast<double>(largest + 1) / static_cast<double>(halvings + 1) * growth));
  for (int64_t left = halvings; left > 0; --left) {
    const double epochs = static_cast<double>(settings_.epochs) / std::pow(settings_.eta, left);
    cohort.stages.push_back({settings_.stage_folds, std::max<int64_t>(1, std::llround(epochs))});
  }
  cohort.stages.push_back({settings_.folds, 0});
  return cohort;
}

std::vector<bool> HalvingPruner::GoOn(const Cohort& /*cohort*/, size_t /*stage*/,
                                      std::span<const Contender> contenders,
                                      std::span<const Contender> /*earlier*/) const {
  std::vector<size_t> order(contenders.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::vector<double> means;
  std::vector<size_t> beaten_by(contenders.size(), 0);
  const bool by_merit = AreByMerit(contenders);
  for (size_t i = 0; i < contenders.size(); ++i) {
    means.push_back(contenders[i].Mean());
    if (!by_merit) beaten_by[i] = BeatenBy(contenders[i], contenders);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return beaten_by[a] != beaten_by[b] ? beaten_by[a] < beaten_by[b] : means[a] > means[b];
  });
  const size_t kept = std::max<size_t>(1, contenders.size() / static_cast<size_t>(settings_.eta));
  std::vector<bool> goes_on(contenders.size(), false);
  for (size_t i = 0; i < std::min(kept, order.size()); ++i) goes_on[order[i]] = true;
  return goes_on;
}

}  // namespace gridfold
