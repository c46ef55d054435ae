// Class probabilities of fitted machines that carry sigmoids, and their loss.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "worker/model/svm/scorer.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {

// [machine][rows x classes of `set`]: sigmoids of the decisions, coupled. Rows sum to 1. `scorer`
// is that of `set`, whose machines all have sigmoids. Cancelled when `stop` (may be null) turned
// true; Internal when a decision value is not finite. Thread-safe.
StatusOr<std::vector<std::vector<double>>> PredictProbabilities(const SupportSet& set,
                                                                const Scorer& scorer, ConstMatrix x,
                                                                const std::atomic<bool>* stop);

// The mean of -log of the probability of each row's own class; 0 for no rows. `probabilities` [rows
// x classes.size()], `classes` ascending. As scikit-learn's log_loss, a probability counts as 2^-52
// at least and 1 - 2^-52 at most; that of a class outside `classes` is 0.
double LogLoss(std::span<const int32_t> actual, std::span<const int32_t> classes,
               std::span<const double> probabilities);

}  // namespace gridfold
