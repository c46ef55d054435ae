// The maximization step of a mixture: weights, means and covariances from shares of rows.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/cluster/gaussian_mixture.h"

namespace gridfold {

// Of one set of rows; what does not change from step to step is computed once.
class Maximization {
 public:
  // x must outlive it. reg_covar > 0 is added to every variance.
  Maximization(ConstMatrix x, CovarianceType type, int64_t components, double reg_covar);

  // shares [components x rows], of a row sum 1. Moments are those of scikit-learn's
  // GaussianMixture, here of differences from the means, which keep their digits far from zero.
  // Sums in double and in row order; shares below 1e-100 count as 0 and cost nothing. Same
  // arguments, same bits, whatever the crew. Internal: a covariance is not positive definite.
  // Cancelled when `stop` turns true.
  StatusOr<GaussianMixture> Step(std::span<const double> shares, PartRunner* crew,
                                 const std::atomic<bool>* stop);

 private:
  struct Component;
  Component CollectRows(std::span<const double> shares) const;
  void AddMeans(const std::vector<Component>& parts, PartRunner* crew,
                GaussianMixture& mixture) const;
  Status AddFull(const std::vector<Component>& parts, PartRunner* crew,
                 const std::atomic<bool>* stop, GaussianMixture& mixture) const;
  Status AddTied(const std::vector<Component>& parts, PartRunner* crew,
                 const std::atomic<bool>* stop, GaussianMixture& mixture);
  void AddDiagonal(const std::vector<Component>& parts, PartRunner* crew,
                   GaussianMixture& mixture) const;

  const ConstMatrix x_;
  const CovarianceType type_;
  const int64_t components_;
  const double reg_covar_;
  // tied: the rows' mean, and the products of their differences from it, [features x features].
  std::vector<double> centre_, products_;
};

}  // namespace gridfold
