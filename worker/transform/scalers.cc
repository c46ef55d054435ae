#include "worker/transform/scalers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/base/check.h"
#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kSmallestScale = 10 * kEpsilon;

// Column sums run over rows outside and columns inside: vectorised, and the same order of additions
// for every column whatever the vector's width.
GF_SIMD void AddRow(const float* row, int64_t cols, double* sum) {
  for (int64_t j = 0; j < cols; ++j) sum[j] += row[j];
}

GF_SIMD void AddSquares(const float* row, const double* mean, int64_t cols, double* correction,
                        double* squares) {
  for (int64_t j = 0; j < cols; ++j) {
    const double difference = row[j] - mean[j];
    correction[j] += difference;
    squares[j] += difference * difference;
  }
}

GF_SIMD void MinMaxRow(const float* row, int64_t cols, float* low, float* high) {
  for (int64_t j = 0; j < cols; ++j) {
    low[j] = row[j] < low[j] ? row[j] : low[j];
    high[j] = row[j] > high[j] ? row[j] : high[j];
  }
}

GF_SIMD void DivideRow(float* row, int64_t cols, double divisor) {
  for (int64_t j = 0; j < cols; ++j) row[j] = static_cast<float>(row[j] / divisor);
}

GF_SIMD void MultiplyAdd(float* row, const double* factor, const double* offset, int64_t cols) {
  for (int64_t j = 0; j < cols; ++j) {
    row[j] = static_cast<float>(row[j] * factor[j] + offset[j]);
  }
}

GF_SIMD void SubtractDivide(float* row, const double* offset, const double* factor, int64_t cols) {
  for (int64_t j = 0; j < cols; ++j) {
    row[j] = static_cast<float>((row[j] - offset[j]) / factor[j]);
  }
}

void SaveColumns(const ColumnState& state, TensorFile& file, const std::string& prefix) {
  const auto columns = static_cast<int64_t>(state.offset.size());
  file.Set(prefix + "offset", {columns}, std::span<const double>(state.offset));
  file.Set(prefix + "factor", {columns}, std::span<const double>(state.factor));
}

Status LoadColumns(const TensorFile& file, const std::string& prefix, ColumnState& state) {
  GF_ASSIGN_OR_RETURN(state.offset, file.Doubles(prefix + "offset", {-1}));
  const auto columns = static_cast<int64_t>(state.offset.size());
  GF_ASSIGN_OR_RETURN(state.factor, file.Doubles(prefix + "factor", {columns}));
  return absl::OkStatus();
}

// A column whose variance is no more than the rounding error of computing it (the bound of
// scikit-learn's _is_constant_feature; Chan, Golub and LeVeque 1983).
bool IsConstant(double variance, double mean, double rows) {
  const double mean_error = rows * mean * kEpsilon;
  return variance <= rows * kEpsilon * variance + mean_error * mean_error;
}

}  // namespace

void L2Normalizer::Apply(Matrix& x) const {
  for (int64_t r = 0; r < x.rows(); ++r) {
    double squares = 0;
    float* row = x.row(r);
    for (int64_t j = 0; j < x.cols(); ++j) squares += static_cast<double>(row[j]) * row[j];
    const double norm = std::sqrt(squares);
    if (norm < kSmallestScale) continue;
    DivideRow(row, x.cols(), norm);
  }
}

Status L2Normalizer::Load(const TensorFile& file, const std::string& prefix) {
  return absl::OkStatus();
}

Status MinMaxScaler::Fit(ConstMatrix x) {
  GF_CHECK(x.rows > 0);
  std::vector<float> low(x.row(0), x.row(0) + x.cols), high = low;
  for (int64_t r = 1; r < x.rows; ++r) MinMaxRow(x.row(r), x.cols, low.data(), high.data());
  state_.offset.resize(low.size());
  state_.factor.resize(low.size());
  for (size_t j = 0; j < low.size(); ++j) {
    const double range = static_cast<double>(high[j]) - low[j];
    state_.factor[j] = range < kSmallestScale ? 1.0 : 1.0 / range;
    state_.offset[j] = 0.0 - low[j] * state_.factor[j];
  }
  return absl::OkStatus();
}

void MinMaxScaler::Apply(Matrix& x) const {
  GF_CHECK(x.cols() == static_cast<int64_t>(state_.offset.size()));
  for (int64_t r = 0; r < x.rows(); ++r) {
    MultiplyAdd(x.row(r), state_.factor.data(), state_.offset.data(), x.cols());
  }
}

void MinMaxScaler::Save(TensorFile& file, const std::string& prefix) const {
  SaveColumns(state_, file, prefix);
}

Status MinMaxScaler::Load(const TensorFile& file, const std::string& prefix) {
  return LoadColumns(file, prefix, state_);
}

Status StandardScaler::Fit(ConstMatrix x) {
  GF_CHECK(x.rows > 0);
  const auto columns = static_cast<size_t>(x.cols);
  const auto rows = static_cast<double>(x.rows);
  std::vector<double> mean(columns, 0), correction(columns, 0), squares(columns, 0);
  for (int64_t r = 0; r < x.rows; ++r) AddRow(x.row(r), x.cols, mean.data());
  for (double& value : mean) value /= rows;
  state_.factor.assign(columns, 1.0);
  if (with_deviation_) {
    for (int64_t r = 0; r < x.rows; ++r) {
      AddSquares(x.row(r), mean.data(), x.cols, correction.data(), squares.data());
    }
    for (size_t j = 0; j < columns; ++j) {
      const double variance = (squares[j] - correction[j] * correction[j] / rows) / rows;
      if (!IsConstant(variance, mean[j], rows)) state_.factor[j] = std::sqrt(variance);
    }
  }
  state_.offset = std::move(mean);
  return absl::OkStatus();
}

void StandardScaler::Apply(Matrix& x) const {
  GF_CHECK(x.cols() == static_cast<int64_t>(state_.offset.size()));
  for (int64_t r = 0; r < x.rows(); ++r) {
    SubtractDivide(x.row(r), state_.offset.data(), state_.factor.data(), x.cols());
  }
}

void StandardScaler::Save(TensorFile& file, const std::string& prefix) const {
  SaveColumns(state_, file, prefix);
}

Status StandardScaler::Load(const TensorFile& file, const std::string& prefix) {
  return LoadColumns(file, prefix, state_);
}

}  // namespace gridfold
