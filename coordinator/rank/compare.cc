#include "coordinator/rank/compare.h"

#include <algorithm>
#include <cmath>

#include "common/base/check.h"
#include "coordinator/rank/aggregate.h"
#include "coordinator/rank/student_t.h"

namespace gridfold {
namespace {

constexpr double kLevel = 0.05;

}  // namespace

std::optional<double> PairedPValue(std::span<const double> a, std::span<const double> b,
                                   double validation_to_train_rows) {
  GF_CHECK(a.size() == b.size());
  if (a.size() < 2) return std::nullopt;
  std::vector<double> differences(a.size());
  for (size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  const Aggregate aggregate = AggregateScores(differences);
  if (!std::isfinite(aggregate.mean) || !std::isfinite(*aggregate.std_error)) return std::nullopt;
  const bool all_equal = std::all_of(differences.begin(), differences.end(),
                                     [&](double d) { return d == differences.front(); });
  if (all_equal) return differences.front() == 0 ? 1.0 : 0.0;
  const auto folds = static_cast<double>(a.size());
  // std_error^2 is variance / n; eq. 11 has variance * (1 / n + ratio).
  const double deviation = *aggregate.std_error * std::sqrt(1 + folds * validation_to_train_rows);
  return StudentTwoSided(aggregate.mean / deviation, folds - 1);
}

std::optional<double> CompareTrials(const TrialSummary& a, const TrialSummary& b,
                                    double validation_to_train_rows) {
  std::vector<double> scores_a, scores_b;
  const size_t folds = std::min(a.fold_scores.size(), b.fold_scores.size());
  for (size_t fold = 0; fold < folds; ++fold) {
    if (!a.fold_scores[fold] || !b.fold_scores[fold]) continue;
    scores_a.push_back(*a.fold_scores[fold]);
    scores_b.push_back(*b.fold_scores[fold]);
  }
  return PairedPValue(scores_a, scores_b, validation_to_train_rows);
}

std::vector<bool> NotDistinguishableFromFirst(std::span<const TrialSummary> ranked,
                                              double validation_to_train_rows) {
  std::vector<bool> alike(ranked.size(), false);
  for (size_t i = 0; i < ranked.size(); ++i) {
    const auto p = CompareTrials(ranked.front(), ranked[i], validation_to_train_rows);
    alike[i] = i == 0 || (p && *p >= kLevel);
  }
  return alike;
}

}  // namespace gridfold
