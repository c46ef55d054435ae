// All principal components of rows, from which any number is cut: eigenvalues and eigenvectors of
// the rows' covariance matrix (Jolliffe, Principal Component Analysis, 2002, chapters 1 and 3).
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/transform/symmetric_eigen.h"

namespace gridfold {

// The largest min(rows, features) that is taken: the matrix to be decomposed has so many rows.
inline constexpr int64_t kPrincipalSideMax = 8192;

// Immutable, so safe to share between threads.
class RowSpectrum {
 public:
  // Of x [rows x features]. With fewer rows than features the inner products of the rows are
  // decomposed instead of the covariances: the same result for less work. Uses only the calling
  // thread; the same x, the same bits.
  // InvalidArgument: fewer than two rows, rows that are all equal or not finite, both rows and
  // features above kPrincipalSideMax. Internal: no convergence.
  static StatusOr<RowSpectrum> Of(ConstMatrix x);

  const std::vector<double>& mean() const { return mean_; }  // [features]
  double total_variance() const { return total_ / divisor_; }
  // Along the i-th component, descending with i; 0 for what may be nothing but rounding errors.
  double Variance(int64_t i) const { return values_[static_cast<size_t>(i)].first / divisor_; }
  // The fewest components with more than `share` of the total variance, or all that vary.
  int64_t CountOf(double share) const;
  // The directions of the first `count` components [count x features], of any length; zeros where
  // there is no variance. `x` must be the rows that Of was given.
  std::vector<double> Directions(int64_t count, ConstMatrix x) const;
  int64_t bytes() const;

 private:
  Status Decompose(std::span<const double> products, int64_t side);
  void SortValues(std::span<const double> deviations);

  std::vector<double> mean_;
  bool by_rows_ = false;
  double divisor_ = 1;
  double total_ = 0;
  SymmetricEigen eigen_;
  std::vector<std::pair<double, int64_t>> values_;  // largest first, and their places in eigen_
};

}  // namespace gridfold
