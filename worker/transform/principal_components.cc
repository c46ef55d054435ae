#include "worker/transform/principal_components.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "worker/linalg/simd.h"
#include "worker/transform/cross_products.h"
#include "worker/transform/symmetric_eigen.h"

namespace gridfold {
namespace {

// What rounding adds to entry (j, k) of a matrix of products, relative to the square root of entry
// (j, j) times entry (k, k). Seen on rows of low rank, which are floats themselves: up to 5e-15.
constexpr double kRounding = 0x1p-40;

GF_SIMD void AddDifferences(const float* row, const float* first, int64_t cols, double* sum) {
  for (int64_t j = 0; j < cols; ++j) sum[j] += static_cast<double>(row[j]) - first[j];
}

GF_SIMD void Subtract(const float* row, const double* mean, int64_t cols, float* out) {
  for (int64_t j = 0; j < cols; ++j) out[j] = static_cast<float>(row[j] - mean[j]);
}

// Summed as differences from the first row, so that a constant column's mean is exact.
std::vector<double> ColumnMeans(ConstMatrix x) {
  std::vector<double> mean(static_cast<size_t>(x.cols), 0);
  for (int64_t r = 1; r < x.rows; ++r) AddDifferences(x.row(r), x.row(0), x.cols, mean.data());
  for (int64_t j = 0; j < x.cols; ++j) {
    double& value = mean[static_cast<size_t>(j)];
    value = x.row(0)[j] + value / static_cast<double>(x.rows);
  }
  return mean;
}

Status CheckRows(ConstMatrix x, double components) {
  if (x.rows < 2) return InvalidArgument("expected at least 2 training rows, found {}", x.rows);
  const int64_t side = std::min(x.rows, x.cols);
  if (components >= 1 && components > static_cast<double>(side)) {
    return InvalidArgument(
        "components: expected at most {}, as there are {} training rows of {} features, found {}",
        side, x.rows, x.cols, components);
  }
  if (side > kPrincipalSideMax) {
    return InvalidArgument("expected at most {} features or rows, found {} training rows of {}",
                           kPrincipalSideMax, x.rows, x.cols);
  }
  return absl::OkStatus();
}

// Eigenvalues of a matrix of products, largest first.
class Spectrum {
 public:
  static StatusOr<Spectrum> Of(std::span<const double> products, int64_t side) {
    Spectrum spectrum;
    std::vector<double> deviations;
    for (int64_t j = 0; j < side; ++j) {
      const double square = products[static_cast<size_t>(j * side + j)];
      spectrum.total_ += square;
      deviations.push_back(std::sqrt(square));
    }
    if (!std::isfinite(spectrum.total_)) {
      return InvalidArgument("expected finite numbers in the training rows, found infinity or NaN");
    }
    if (spectrum.total_ == 0) {
      return InvalidArgument("expected training rows that differ, found equal ones");
    }
    GF_ASSIGN_OR_RETURN(spectrum.eigen_, SymmetricEigen::Of(products, side));
    spectrum.SortValues(deviations);
    return spectrum;
  }

  double total() const { return total_; }
  // The i-th largest eigenvalue, 0 for what may be nothing but rounding errors, and its unit
  // vector.
  double Value(int64_t i) const { return values_[static_cast<size_t>(i)].first; }
  std::vector<double> Vector(int64_t i) const {
    return eigen_.Vector(values_[static_cast<size_t>(i)].second);
  }
  // The fewest components with more than `share` of the total, or all that vary.
  int64_t CountOf(double share) const {
    double sum = 0;
    int64_t count = 0;
    for (const auto& [value, place] : values_) {
      if (value == 0 || sum > share * total_) break;
      sum += value;
      ++count;
    }
    return count;
  }

 private:
  // Rounding errors add to v'Mv at most the sum of |v_j v_k| times the error of M_jk.
  void SortValues(std::span<const double> deviations) {
    for (int64_t i = 0; i < eigen_.size(); ++i) {
      double reach = 0;
      const std::vector<double> vector = eigen_.Vector(i);
      for (size_t j = 0; j < vector.size(); ++j) reach += std::fabs(vector[j]) * deviations[j];
      const double value = eigen_.value(i);
      values_.emplace_back(value > kRounding * reach * reach ? value : 0, i);
    }
    std::stable_sort(values_.begin(), values_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
  }

  double total_ = 0;
  SymmetricEigen eigen_;
  std::vector<std::pair<double, int64_t>> values_;  // and their places in eigen_
};

// The eigenvectors as rows [components x side]; those without variance are 0.
std::vector<double> VectorsOf(const Spectrum& spectrum, std::span<const double> variances,
                              int64_t side) {
  std::vector<double> vectors(variances.size() * static_cast<size_t>(side), 0);
  for (size_t i = 0; i < variances.size(); ++i) {
    if (variances[i] == 0) continue;
    const std::vector<double> vector = spectrum.Vector(static_cast<int64_t>(i));
    std::copy(vector.begin(), vector.end(), vectors.data() + i * vector.size());
  }
  return vectors;
}

// `out`: the direction at unit length, its entry of largest size positive.
void Normalize(std::span<const double> direction, float* out) {
  double squares = 0, largest = 0;
  for (const double value : direction) {
    squares += value * value;
    if (std::fabs(value) > std::fabs(largest)) largest = value;
  }
  const double length = squares == 0 ? 1 : std::copysign(std::sqrt(squares), largest);
  for (const double value : direction) *out++ = static_cast<float>(value / length);
}

}  // namespace

void CopyCentred(ConstMatrix x, std::span<const double> mean, float* out) {
  for (int64_t r = 0; r < x.rows; ++r) Subtract(x.row(r), mean.data(), x.cols, out + r * x.cols);
}

StatusOr<PrincipalComponents> FindPrincipalComponents(ConstMatrix x, double components) {
  GF_RETURN_IF_ERROR(CheckRows(x, components));
  const bool by_rows = x.rows < x.cols;
  const int64_t side = std::min(x.rows, x.cols);
  PrincipalComponents result;
  result.mean = ColumnMeans(x);
  GF_ASSIGN_OR_RETURN(
      const Spectrum spectrum,
      Spectrum::Of(by_rows ? ProductsOfRows(x, result.mean) : ProductsOfColumns(x, result.mean),
                   side));
  const auto divisor = static_cast<double>(x.rows - 1);
  const int64_t count =
      components >= 1 ? static_cast<int64_t>(components) : spectrum.CountOf(components);
  for (int64_t i = 0; i < count; ++i) result.variances.push_back(spectrum.Value(i) / divisor);
  result.total_variance = spectrum.total() / divisor;
  std::vector<double> directions = VectorsOf(spectrum, result.variances, side);
  if (by_rows) directions = CombineRows(directions, x, result.mean);
  result.directions = Matrix(count, x.cols);
  const auto features = static_cast<size_t>(x.cols);
  for (int64_t i = 0; i < count; ++i) {
    Normalize({directions.data() + static_cast<size_t>(i) * features, features},
              result.directions.row(i));
  }
  return result;
}

}  // namespace gridfold
