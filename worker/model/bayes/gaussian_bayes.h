// Gaussian naive Bayes: in each class every feature has a normal distribution of its own,
// independent of the others.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// What the training rows say about each class; serves every smoothing.
struct ClassMoments {
  std::vector<int32_t> classes;   // those that have rows, ascending
  std::vector<int64_t> rows;      // [classes]
  std::vector<double> means;      // [classes x features]
  std::vector<double> variances;  // [classes x features], ddof 0
  double largest_variance = 0;    // of any feature over all rows together, ddof 0
  int64_t Features() const { return static_cast<int64_t>(means.size() / classes.size()); }
};

// Two passes over x [rows x features], sums in double in the order of the rows. y: class of each
// row, >= 0. InvalidArgument: no rows, no features, values that are not finite. Cancelled when
// `stop` (may be null) turned true. Uses only the calling thread.
StatusOr<ClassMoments> MeasureClasses(ConstMatrix x, std::span<const int32_t> y,
                                      const std::atomic<bool>* stop);

// The fitted classifier, scikit-learn 1.2's GaussianNB: priors are the classes' shares of the rows.
struct GaussianBayes {
  std::vector<int32_t> classes;    // ascending
  std::vector<double> log_priors;  // [classes]
  std::vector<double> means;       // [classes x features]
  std::vector<double> variances;   // [classes x features] > 0, smoothed
  int64_t Features() const { return static_cast<int64_t>(means.size() / classes.size()); }
};

// `var_smoothing` >= 0 times the largest variance of any feature is added to every variance.
// InvalidArgument when a variance is 0 after that.
StatusOr<GaussianBayes> Smooth(const ClassMoments& moments, double var_smoothing);

// The logarithm of prior times density of each class for each row, up to a constant of the row:
//   log P(c) - 1/2 sum_f (log(2 pi v_cf) + (x_f - m_cf)^2 / v_cf).
class BayesScorer {
 public:
  explicit BayesScorer(const GaussianBayes& bayes);

  int64_t Classes() const { return static_cast<int64_t>(constants_.size()); }
  // out [classes] for one row [features].
  void Score(const float* row, double* out) const;

 private:
  const int64_t features_;
  std::vector<double> constants_;  // [classes]: the part that does not depend on the row
  const std::vector<double>& means_;
  std::vector<double> precisions_;  // [classes x features]: 1 / variance
};

// Turns scores [count] into probabilities that sum to 1.
void Normalize(double* scores, int64_t count);

}  // namespace gridfold
