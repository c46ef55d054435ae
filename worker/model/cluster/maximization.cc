#include "worker/model/cluster/maximization.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "worker/linalg/simd.h"
#include "worker/model/cluster/outer_products.h"
#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

GF_SIMD void AddSquares(double weight, const float* row, const double* centre, int64_t count,
                        double* sums) {
  for (int64_t j = 0; j < count; ++j) {
    const double difference = static_cast<double>(row[j]) - centre[j];
    sums[j] += weight * difference * difference;
  }
}

// Smaller shares cannot change a total, which is at least 10 epsilon; their products would be
// denormal numbers, with which a processor takes a hundred times as long.
constexpr double kShareMin = 1e-100;

std::vector<double> Zeros(int64_t count) {
  return std::vector<double>(static_cast<size_t>(count), 0.0);
}

}  // namespace

// The rows that have a share of one component.
struct Maximization::Component {
  std::vector<int32_t> rows;
  std::vector<double> shares;
  double total = 0;  // a little more than the sum of the shares, as scikit-learn has it: never 0
};

Maximization::Maximization(ConstMatrix x, CovarianceType type, int64_t components, double reg_covar)
    : x_(x), type_(type), components_(components), reg_covar_(reg_covar) {}

StatusOr<GaussianMixture> Maximization::Step(std::span<const double> shares, PartRunner* crew,
                                             const std::atomic<bool>* stop) {
  std::vector<Component> parts(static_cast<size_t>(components_));
  GF_RETURN_IF_ERROR(ForEachPart(crew, components_, [&](int64_t c) {
    parts[static_cast<size_t>(c)] =
        CollectRows(shares.subspan(static_cast<size_t>(c * x_.rows), static_cast<size_t>(x_.rows)));
    return absl::OkStatus();
  }));
  GaussianMixture mixture;
  mixture.type = type_;
  mixture.components = components_;
  mixture.features = x_.cols;
  double total = 0;
  for (const Component& part : parts) total += part.total;
  for (const Component& part : parts) mixture.weights.push_back(part.total / total);
  AddMeans(parts, crew, mixture);
  switch (type_) {
    case CovarianceType::kFull:
      GF_RETURN_IF_ERROR(AddFull(parts, crew, stop, mixture));
      break;
    case CovarianceType::kTied:
      GF_RETURN_IF_ERROR(AddTied(parts, crew, stop, mixture));
      break;
    case CovarianceType::kDiag:
    case CovarianceType::kSpherical:
      AddDiagonal(parts, crew, mixture);
      break;
  }
  return mixture;
}

Maximization::Component Maximization::CollectRows(std::span<const double> shares) const {
  Component part;
  for (size_t r = 0; r < shares.size(); ++r) {
    if (!(shares[r] > kShareMin)) continue;
    part.rows.push_back(static_cast<int32_t>(r));
    part.shares.push_back(shares[r]);
    part.total += shares[r];
  }
  part.total += 10 * std::numeric_limits<double>::epsilon();
  return part;
}

void Maximization::AddMeans(const std::vector<Component>& parts, PartRunner* crew,
                            GaussianMixture& mixture) const {
  mixture.means = Zeros(components_ * x_.cols);
  const Status status = ForEachPart(crew, components_, [&](int64_t c) {
    const Component& part = parts[static_cast<size_t>(c)];
    double* const mean = mixture.means.data() + c * x_.cols;
    for (size_t i = 0; i < part.rows.size(); ++i) {
      AddRow(part.shares[i], x_.row(part.rows[i]), x_.cols, mean);
    }
    for (int64_t j = 0; j < x_.cols; ++j) mean[j] /= part.total;
    return absl::OkStatus();
  });
  GF_CHECK(status.ok());
}

Status Maximization::AddFull(const std::vector<Component>& parts, PartRunner* crew,
                             const std::atomic<bool>* stop, GaussianMixture& mixture) const {
  std::vector<std::vector<double>> sums(parts.size(), Zeros(x_.cols * x_.cols));
  std::vector<WeightedRows> all;
  for (size_t c = 0; c < parts.size(); ++c) {
    all.push_back({parts[c].rows, parts[c].shares,
                   mixture.means.data() + static_cast<int64_t>(c) * x_.cols, sums[c].data()});
  }
  GF_RETURN_IF_ERROR(AddUpperProducts(x_, all, crew, stop));
  std::vector<std::optional<Cholesky>> factors(parts.size());
  GF_RETURN_IF_ERROR(ForEachPart(crew, components_, [&](int64_t c) -> Status {
    const auto place = static_cast<size_t>(c);
    for (double& sum : sums[place]) sum /= parts[place].total;
    for (int64_t j = 0; j < x_.cols; ++j) {
      sums[place][static_cast<size_t>(j * x_.cols + j)] += reg_covar_;
    }
    GF_ASSIGN_OR_RETURN(factors[place], Cholesky::Of(std::move(sums[place]), x_.cols));
    return absl::OkStatus();
  }));
  for (std::optional<Cholesky>& factor : factors) mixture.factors.push_back(*std::move(factor));
  return absl::OkStatus();
}

Status Maximization::AddTied(const std::vector<Component>& parts, PartRunner* crew,
                             const std::atomic<bool>* stop, GaussianMixture& mixture) {
  const int64_t d = x_.cols;
  if (products_.empty()) {
    centre_ = Zeros(d);
    std::vector<int32_t> rows(static_cast<size_t>(x_.rows));
    std::iota(rows.begin(), rows.end(), 0);
    const std::vector<double> ones(rows.size(), 1.0);
    for (int64_t r = 0; r < x_.rows; ++r) AddRow(1, x_.row(r), d, centre_.data());
    for (double& value : centre_) value /= static_cast<double>(x_.rows);
    products_ = Zeros(d * d);
    const WeightedRows all[] = {{rows, ones, centre_.data(), products_.data()}};
    GF_RETURN_IF_ERROR(AddUpperProducts(x_, all, crew, stop));
  }
  // Of all rows, less what lies between the components.
  std::vector<double> covariance = products_;
  double total = 0;
  for (size_t c = 0; c < parts.size(); ++c) {
    const double* const mean = mixture.means.data() + static_cast<int64_t>(c) * d;
    total += parts[c].total;
    for (int64_t i = 0; i < d; ++i) {
      const double factor = parts[c].total * (mean[i] - centre_[static_cast<size_t>(i)]);
      for (int64_t j = i; j < d; ++j) {
        covariance[static_cast<size_t>(i * d + j)] -=
            factor * (mean[j] - centre_[static_cast<size_t>(j)]);
      }
    }
  }
  for (double& value : covariance) value /= total;
  for (int64_t j = 0; j < d; ++j) covariance[static_cast<size_t>(j * d + j)] += reg_covar_;
  GF_ASSIGN_OR_RETURN(Cholesky factor, Cholesky::Of(std::move(covariance), d));
  mixture.factors.push_back(std::move(factor));
  return absl::OkStatus();
}

void Maximization::AddDiagonal(const std::vector<Component>& parts, PartRunner* crew,
                               GaussianMixture& mixture) const {
  const int64_t d = x_.cols;
  std::vector<double> variances = Zeros(components_ * d);
  const Status status = ForEachPart(crew, components_, [&](int64_t c) {
    const Component& part = parts[static_cast<size_t>(c)];
    double* const own = variances.data() + c * d;
    for (size_t i = 0; i < part.rows.size(); ++i) {
      AddSquares(part.shares[i], x_.row(part.rows[i]), mixture.means.data() + c * d, d, own);
    }
    for (int64_t j = 0; j < d; ++j) own[j] = own[j] / part.total + reg_covar_;
    return absl::OkStatus();
  });
  GF_CHECK(status.ok());
  if (type_ == CovarianceType::kDiag) {
    mixture.variances = std::move(variances);
    return;
  }
  for (int64_t c = 0; c < components_; ++c) {
    const auto first = variances.begin() + c * d;
    mixture.variances.push_back(std::accumulate(first, first + d, 0.0) / static_cast<double>(d));
  }
}

}  // namespace gridfold
