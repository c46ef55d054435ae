// A mixture of normal distributions, and its densities.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/cholesky.h"

namespace gridfold {

// full: each component has a covariance matrix of its own; tied: all share one; diag: each has a
// variance for every feature; spherical: each has one variance.
enum class CovarianceType { kFull, kTied, kDiag, kSpherical };

// "full", "tied", "diag", "spherical". InvalidArgument for another name.
StatusOr<CovarianceType> CovarianceTypeOf(std::string_view name);
std::string Name(CovarianceType type);

struct GaussianMixture {
  CovarianceType type = CovarianceType::kFull;
  int64_t components = 0, features = 0;
  std::vector<double> weights;    // [components], sum 1
  std::vector<double> means;      // [components x features]
  std::vector<Cholesky> factors;  // of the covariances: full [components], tied [1], else none
  std::vector<double> variances;  // diag [components x features], spherical [components], else none

  // How many numbers may be chosen: those of weights, means and covariances (scikit-learn's
  // _n_parameters), for the information criteria.
  double Parameters() const;
};

// Schwarz' and Akaike's information criteria of a mixture whose mean log-likelihood over `rows`
// rows is `log_likelihood`: the smaller, the better.
double Bic(const GaussianMixture& mixture, double log_likelihood, int64_t rows);
double Aic(const GaussianMixture& mixture, double log_likelihood, int64_t rows);

}  // namespace gridfold
