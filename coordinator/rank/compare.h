// Is one trial really better than another? Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "common/spec/results.h"

namespace gridfold {

// Two-sided p-value of the corrected resampled paired t-test (Nadeau and Bengio 2003, eq. 11) on
// the scores of two trials on the same folds: the variance is inflated by
// 1/n + validation_rows / train_rows, as the folds' training rows overlap. nullopt for fewer than
// two folds or scores that are not finite. 1 when all differences are zero, 0 when all are equal
// and not zero.
std::optional<double> PairedPValue(std::span<const double> a, std::span<const double> b,
                                   double validation_to_train_rows);

// PairedPValue over the folds that both trials have a score of.
std::optional<double> CompareTrials(const TrialSummary& a, const TrialSummary& b,
                                    double validation_to_train_rows);

// For trials in rank order (all folds done): whether each is not distinguishable from the first at
// level 0.05. The first is true. With fewer than two folds all others are false.
std::vector<bool> NotDistinguishableFromFirst(std::span<const TrialSummary> ranked,
                                              double validation_to_train_rows);

}  // namespace gridfold
