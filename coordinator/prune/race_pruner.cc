#include "coordinator/prune/race_pruner.h"

#include <algorithm>
#include <cmath>

#include "coordinator/prune/standards.h"
#include "coordinator/rank/aggregate.h"
#include "coordinator/rank/student_t.h"

namespace gridfold {
namespace {

// How many rows two trials predicted differently, of how many.
struct Disagreement {
  double rows = 0, differing = 0;
};

// nullopt when predictions of a fold are not known.
std::optional<Disagreement> Compare(const Contender& a, const Contender& b) {
  Disagreement result;
  for (size_t fold = 0; fold < a.merits.size(); ++fold) {
    const auto* left = fold < a.predictions.size() ? a.predictions[fold] : nullptr;
    const auto* right = fold < b.predictions.size() ? b.predictions[fold] : nullptr;
    if (left == nullptr || right == nullptr || left->empty() || left->size() != right->size()) {
      return std::nullopt;
    }
    for (size_t row = 0; row < left->size(); ++row) {
      result.differing += (*left)[row] != (*right)[row] ? 1 : 0;
    }
    result.rows += static_cast<double>(left->size());
  }
  return result;
}

// The probability that a standard normal variable is at least z.
double NormalTail(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

// The probability of a statistic lead / deviation or a larger one.
double Tail(double lead, double deviation, double (*tail)(double, double), double degrees) {
  if (deviation > 0) return tail(lead / deviation, degrees);
  return lead > 0 ? 0 : 1;
}

double NormalTailOf(double z, double /*degrees*/) { return NormalTail(z); }
double StudentTail(double t, double degrees) {
  const double two_sided = StudentTwoSided(t, degrees);
  return t >= 0 ? two_sided / 2 : 1 - two_sided / 2;
}

}  // namespace

Cohort RacePruner::CohortAt(int64_t /*index*/) const {
  Cohort cohort;
  cohort.size = settings_.cohort;
  for (int folds = std::min(settings_.first_folds, settings_.folds); folds < settings_.folds;
       ++folds) {
    cohort.stages.push_back({folds, 0});
  }
  cohort.stages.push_back({settings_.folds, 0});
  return cohort;
}

bool RacePruner::IsHopelessByRows(const Contender& trial, const Contender& leader,
                                  double lead) const {
  const std::optional<Disagreement> found = Compare(trial, leader);
  if (!found) return IsHopelessByFolds(trial, leader, lead);
  const double variance = found->differing / found->rows - lead * lead;
  const double deviation = std::sqrt(std::max(variance, 0.0) / found->rows);
  const double share = std::abs(leader.Mean());
  const double all_rows = found->rows * settings_.folds / static_cast<double>(leader.merits.size());
  const double margin = settings_.margin * std::sqrt(share * (1 - share) / all_rows);
  return Tail(lead + margin, deviation, NormalTailOf, 0) < settings_.level;
}

bool RacePruner::IsHopelessByFolds(const Contender& trial, const Contender& leader,
                                   double lead) const {
  const size_t folds = trial.merits.size();
  if (folds < 2) return false;
  std::vector<double> differences;
  for (size_t fold = 0; fold < folds; ++fold) {
    differences.push_back(leader.merits[fold] - trial.merits[fold]);
  }
  const auto count = static_cast<double>(folds);
  const double deviation =
      *AggregateScores(differences).std_error * std::sqrt(1 + count * settings_.fold_ratio);
  const double leader_error = *AggregateScores(leader.merits).std_error;
  const double margin = settings_.margin * leader_error * std::sqrt(count / settings_.folds);
  return Tail(lead + margin, deviation, StudentTail, count - 1) < settings_.level;
}

bool RacePruner::IsHopeless(const Contender& trial, const Contender& leader) const {
  const double lead = leader.Mean() - trial.Mean();
  return settings_.share_of_rows ? IsHopelessByRows(trial, leader, lead)
                                 : IsHopelessByFolds(trial, leader, lead);
}

std::vector<bool> RacePruner::GoOn(const Cohort& /*cohort*/, size_t /*stage*/,
                                   std::span<const Contender> contenders,
                                   std::span<const Contender> earlier) const {
  const Contender* leader = nullptr;
  for (const auto group : {earlier, contenders}) {
    for (const Contender& trial : group) {
      if (leader == nullptr || IsAhead(trial, *leader)) leader = &trial;
    }
  }
  std::vector<bool> goes_on;
  for (const Contender& trial : contenders) {
    // Whether the other folds mend a broken constraint no test says.
    const bool is_open = trial.violation > 0 || leader->violation > 0;
    goes_on.push_back(trial.trial == leader->trial || is_open || !IsHopeless(trial, *leader));
  }
  return goes_on;
}

}  // namespace gridfold
