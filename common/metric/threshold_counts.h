// What each threshold on the probability of one class would call right and wrong: the counts behind
// ROC and precision-recall curves. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "common/metric/probability_scores.h"

namespace gridfold {

// One entry for each probability that occurs, from the largest down. Rows with a probability of at
// least thresholds[i] are true_positives[i] rows of the class and false_positives[i] others; the
// last entry counts all rows.
struct ThresholdCounts {
  std::vector<double> thresholds;
  std::vector<int64_t> true_positives, false_positives;

  int64_t Positives() const { return true_positives.empty() ? 0 : true_positives.back(); }
  int64_t Negatives() const { return false_positives.empty() ? 0 : false_positives.back(); }
};

// `column` is a class. O(n log n). Empty without rows.
ThresholdCounts CountThresholds(const ScoredRows& rows, int32_t column);

}  // namespace gridfold
