// Receiver operating characteristic: one class against the rest, by its probability. Definitions
// are scikit-learn's roc_curve and roc_auc_score(multi_class="ovr"); rows of equal probability are
// one step. O(n log n) a class. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "common/metric/probability_scores.h"

namespace gridfold {

// The first point is (0, 0), whose threshold is the largest probability + 1; thresholds fall.
struct RocCurve {
  std::vector<double> false_positive_rate;  // NaN when all rows are of the class
  std::vector<double> true_positive_rate;   // NaN when none is
  std::vector<double> thresholds;
};

// `drop_intermediate` leaves out points on a straight line between their neighbours, as far as
// scikit-learn sees them: where the second differences of both counts are 0. Empty without rows.
RocCurve MakeRocCurve(const ScoredRows& rows, int32_t column, bool drop_intermediate = true);

// The area under the curve: the chance that a row of the class is given a larger probability than
// another row, ties counting half. Exact but for one division. NaN when no row or every row is of
// the class.
double RocAuc(const ScoredRows& rows, int32_t column);

// The mean of RocAuc over all classes, weighted by their rows in the second case. NaN when that of
// a class is, where scikit-learn raises an error. For two classes both areas are the same but for
// roundings of their probabilities.
double RocAucMacro(const ScoredRows& rows);
double RocAucWeighted(const ScoredRows& rows);

}  // namespace gridfold
