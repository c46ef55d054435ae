#include "worker/transform/row_spectrum.h"

#include <algorithm>
#include <cmath>

#include "worker/linalg/simd.h"
#include "worker/transform/cross_products.h"

namespace gridfold {
namespace {

// What rounding adds to entry (j, k) of a matrix of products, relative to the square root of entry
// (j, j) times entry (k, k). Seen on rows of low rank, which are floats themselves: up to 5e-15.
constexpr double kRounding = 0x1p-40;

GF_SIMD void AddDifferences(const float* row, const float* first, int64_t cols, double* sum) {
  for (int64_t j = 0; j < cols; ++j) sum[j] += static_cast<double>(row[j]) - first[j];
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

Status CheckRows(ConstMatrix x) {
  if (x.rows < 2) return InvalidArgument("expected at least 2 training rows, found {}", x.rows);
  if (std::min(x.rows, x.cols) > kPrincipalSideMax) {
    return InvalidArgument("expected at most {} features or rows, found {} training rows of {}",
                           kPrincipalSideMax, x.rows, x.cols);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<RowSpectrum> RowSpectrum::Of(ConstMatrix x) {
  GF_RETURN_IF_ERROR(CheckRows(x));
  RowSpectrum spectrum;
  spectrum.by_rows_ = x.rows < x.cols;
  spectrum.divisor_ = static_cast<double>(x.rows - 1);
  spectrum.mean_ = ColumnMeans(x);
  GF_RETURN_IF_ERROR(spectrum.Decompose(
      spectrum.by_rows_ ? ProductsOfRows(x, spectrum.mean_) : ProductsOfColumns(x, spectrum.mean_),
      std::min(x.rows, x.cols)));
  return spectrum;
}

Status RowSpectrum::Decompose(std::span<const double> products, int64_t side) {
  std::vector<double> deviations;
  for (int64_t j = 0; j < side; ++j) {
    const double square = products[static_cast<size_t>(j * side + j)];
    total_ += square;
    deviations.push_back(std::sqrt(square));
  }
  if (!std::isfinite(total_)) {
    return InvalidArgument("expected finite numbers in the training rows, found infinity or NaN");
  }
  if (total_ == 0) return InvalidArgument("expected training rows that differ, found equal ones");
  GF_ASSIGN_OR_RETURN(eigen_, SymmetricEigen::Of(products, side));
  SortValues(deviations);
  return absl::OkStatus();
}

// Rounding errors add to v'Mv at most the sum of |v_j v_k| times the error of M_jk.
void RowSpectrum::SortValues(std::span<const double> deviations) {
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

int64_t RowSpectrum::CountOf(double share) const {
  double sum = 0;
  int64_t count = 0;
  for (const auto& [value, place] : values_) {
    if (value == 0 || sum > share * total_) break;
    sum += value;
    ++count;
  }
  return count;
}

std::vector<double> RowSpectrum::Directions(int64_t count, ConstMatrix x) const {
  std::vector<double> vectors(static_cast<size_t>(count * eigen_.size()), 0);
  for (int64_t i = 0; i < count; ++i) {
    const auto [value, place] = values_[static_cast<size_t>(i)];
    if (value == 0) continue;
    const std::vector<double> vector = eigen_.Vector(place);
    std::copy(vector.begin(), vector.end(), vectors.begin() + i * eigen_.size());
  }
  return by_rows_ ? CombineRows(vectors, x, mean_) : vectors;
}

int64_t RowSpectrum::bytes() const {
  return 8 * (eigen_.size() * (eigen_.size() + 3) + static_cast<int64_t>(mean_.size()));
}

}  // namespace gridfold
