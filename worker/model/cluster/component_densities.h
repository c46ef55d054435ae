// The logarithms of a mixture's weighted densities, for a tile of rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/cluster/gaussian_mixture.h"

namespace gridfold {

// Rows that are evaluated at once.
inline constexpr int64_t kMixtureTile = 256;

// Of one mixture, which must outlive it. Thread-safe.
class ComponentDensities {
 public:
  explicit ComponentDensities(const GaussianMixture& mixture);

  // densities [components x x.rows] = log(weight * density) of each row of x, of which there are at
  // most kMixtureTile. likely[r], a component, is evaluated first for row r, where it is 0 or more;
  // with full covariances an evaluation is given up, and -infinity put in its place, as soon as it
  // is certain that the component's share of the row is below exp(-300): the logarithm of the sum
  // of the densities is the same bits as without.
  void Evaluate(ConstMatrix x, std::span<const int32_t> likely, double* densities) const;

 private:
  void EvaluateFull(ConstMatrix x, std::span<const int32_t> likely, double* densities) const;
  void EvaluateTied(ConstMatrix x, double* densities) const;
  void EvaluateDiagonal(ConstMatrix x, double* densities) const;

  const GaussianMixture& mixture_;
  // log(weight) and what a density has in front of its exponential function.
  std::vector<double> offsets_;     // [components]
  std::vector<double> precisions_;  // diag and spherical: [components x features]
  std::vector<double> solved_;      // tied: [features x components], the means seen by the factor
};

}  // namespace gridfold
