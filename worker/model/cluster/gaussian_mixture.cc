#include "worker/model/cluster/gaussian_mixture.h"

#include <cmath>
#include <utility>

namespace gridfold {
namespace {

constexpr std::pair<CovarianceType, std::string_view> kNames[] = {
    {CovarianceType::kFull, "full"},
    {CovarianceType::kTied, "tied"},
    {CovarianceType::kDiag, "diag"},
    {CovarianceType::kSpherical, "spherical"},
};

}  // namespace

StatusOr<CovarianceType> CovarianceTypeOf(std::string_view name) {
  for (const auto& [type, known] : kNames) {
    if (known == name) return type;
  }
  return InvalidArgument("covariance_type: expected full, tied, diag or spherical, found '{}'",
                         name);
}

std::string Name(CovarianceType type) {
  for (const auto& [known, name] : kNames) {
    if (known == type) return std::string(name);
  }
  return "";
}

double GaussianMixture::Parameters() const {
  const double k = static_cast<double>(components), d = static_cast<double>(features);
  double covariances = 0;
  switch (type) {
    case CovarianceType::kFull:
      covariances = k * d * (d + 1) / 2;
      break;
    case CovarianceType::kTied:
      covariances = d * (d + 1) / 2;
      break;
    case CovarianceType::kDiag:
      covariances = k * d;
      break;
    case CovarianceType::kSpherical:
      covariances = k;
      break;
  }
  return covariances + k * d + k - 1;
}

double Bic(const GaussianMixture& mixture, double log_likelihood, int64_t rows) {
  const double n = static_cast<double>(rows);
  return -2 * log_likelihood * n + mixture.Parameters() * std::log(n);
}

double Aic(const GaussianMixture& mixture, double log_likelihood, int64_t rows) {
  return -2 * log_likelihood * static_cast<double>(rows) + 2 * mixture.Parameters();
}

}  // namespace gridfold
