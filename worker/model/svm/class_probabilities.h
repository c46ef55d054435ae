// Class probabilities of fitted machines that carry sigmoids.
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

// The same of one machine as [rows x classes], where `known` are the classes of its columns: 0 for
// those that no training row has.
std::vector<float> ForAllClasses(std::span<const double> probabilities,
                                 std::span<const int32_t> known, int32_t classes);

}  // namespace gridfold
