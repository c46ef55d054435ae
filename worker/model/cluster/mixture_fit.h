// Fits a mixture of normal distributions by expectation and maximization (Dempster, Laird, Rubin
// 1977), as scikit-learn 1.2's GaussianMixture does.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/cluster/gaussian_mixture.h"

namespace gridfold {

struct MixtureSettings {
  int64_t components = 1;
  CovarianceType type = CovarianceType::kFull;
  bool from_kmeans = true;  // begin with the clusters of one search of k-means; else random shares
  int64_t starts = 1;       // the one of largest lower bound, of equals the first
  int64_t iterations_max = 100;
  double tolerance = 1e-3;  // of the change of the lower bound in one iteration
  double reg_covar = 1e-6;
  uint64_t seed = 0;
};

struct MixtureFit {
  GaussianMixture mixture;
  std::vector<int32_t> clusters;  // [rows]: the likeliest component
  double lower_bound = 0;         // the mean log-likelihood that the last iteration began with
  double log_likelihood = 0;      // of the fitted mixture
  int64_t iterations = 0;
  bool converged = false;
};

// InvalidArgument: more components than rows. Internal: a covariance is not positive definite, or a
// density not finite: reg_covar is too small for these rows. Cancelled when `stop` turns true.
// Deterministic, whatever the crew.
StatusOr<MixtureFit> FitMixture(ConstMatrix x, const MixtureSettings& settings, PartRunner* crew,
                                const std::atomic<bool>* stop);

// The iterations alone, from `shares` [components x rows], of a row sum 1.
StatusOr<MixtureFit> RunMixture(ConstMatrix x, const MixtureSettings& settings,
                                std::vector<double> shares, PartRunner* crew,
                                const std::atomic<bool>* stop);

}  // namespace gridfold
