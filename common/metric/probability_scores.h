// How well class probabilities fit the rows they were given for. Arithmetic is in double. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "common/base/status.h"

namespace gridfold {

// Probabilities of rows, and the rows' classes. Does not own.
struct ScoredRows {
  std::span<const float> probabilities;  // [rows x classes], row-major; each row sums to 1
  std::span<const int32_t> actual;       // [rows], all in [0, classes)
  int32_t classes = 0;

  size_t size() const { return actual.size(); }
  std::span<const float> Row(size_t row) const {
    const auto columns = static_cast<size_t>(classes);
    return probabilities.subspan(row * columns, columns);
  }
};

// Internal when a probability is not a number from 0 to 1 (a rounding above passes); programmer
// error when the spans do not fit together. The functions below and those of roc.h and
// precision_recall.h want rows that pass.
Status CheckProbabilities(const ScoredRows& rows);

// The mean of -log p of each row's own class, as scikit-learn's log_loss of the same numbers in
// double: p counts as 2^-52 at least and 1 - 2^-52 at most, then a row is divided by its sum. NaN
// without rows.
double LogLoss(const ScoredRows& rows);

// The mean over the rows of sum_c (p_c - y_c)^2, y being 1 for the row's own class and 0 for the
// others: Brier's own definition (1950), from 0 to 2. For two classes it is twice what
// scikit-learn's brier_score_loss gives. NaN without rows.
double BrierScore(const ScoredRows& rows);

// The share of rows whose class is among the k >= 1 most probable ones. As in scikit-learn's
// top_k_accuracy_score, of equally probable classes the higher index comes first; with two classes
// and k = 1, class 1 needs more than 0.5. 1 when there are no more than k classes; NaN without
// rows.
double TopAccuracy(const ScoredRows& rows, int32_t k);

}  // namespace gridfold
