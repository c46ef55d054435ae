// Precision against recall: one class against the rest, by its probability. Definitions are
// scikit-learn's precision_recall_curve and average_precision_score; rows of equal probability are
// one step. O(n log n) a class. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "common/metric/probability_scores.h"

namespace gridfold {

// Thresholds rise. `precision` and `recall` have one point more at the end, (1, 0).
struct PrecisionRecallCurve {
  std::vector<double> precision;
  std::vector<double> recall;  // 1 up to the last point when no row is of the class
  std::vector<double> thresholds;
};

PrecisionRecallCurve MakePrecisionRecallCurve(const ScoredRows& rows, int32_t column);

// The sum over the thresholds, from the largest down, of precision times the gain in recall; not
// interpolated. 0 when no row is of the class; NaN without rows.
double AveragePrecision(const ScoredRows& rows, int32_t column);

// The mean of it over all classes, those without rows included.
double AveragePrecisionMacro(const ScoredRows& rows);

}  // namespace gridfold
