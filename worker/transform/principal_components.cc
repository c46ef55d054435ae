#include "worker/transform/principal_components.h"

#include <algorithm>
#include <cmath>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

GF_SIMD void Subtract(const float* row, const double* mean, int64_t cols, float* out) {
  for (int64_t j = 0; j < cols; ++j) out[j] = static_cast<float>(row[j] - mean[j]);
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

Status CheckComponents(ConstMatrix x, double components) {
  const int64_t side = std::min(x.rows, x.cols);
  const bool fits = components < 1 || components <= static_cast<double>(side);
  // Of too few rows for any, RowSpectrum speaks.
  if (fits || x.rows < 2) return absl::OkStatus();
  return InvalidArgument(
      "components: expected at most {}, as there are {} training rows of {} features, found {}",
      side, x.rows, x.cols, components);
}

PrincipalComponents CutComponents(const RowSpectrum& spectrum, ConstMatrix x, double components) {
  const int64_t count =
      components >= 1 ? static_cast<int64_t>(components) : spectrum.CountOf(components);
  PrincipalComponents result;
  result.mean = spectrum.mean();
  result.total_variance = spectrum.total_variance();
  for (int64_t i = 0; i < count; ++i) result.variances.push_back(spectrum.Variance(i));
  const std::vector<double> directions = spectrum.Directions(count, x);
  result.directions = Matrix(count, x.cols);
  const auto features = static_cast<size_t>(x.cols);
  for (int64_t i = 0; i < count; ++i) {
    Normalize({directions.data() + static_cast<size_t>(i) * features, features},
              result.directions.row(i));
  }
  return result;
}

StatusOr<PrincipalComponents> FindPrincipalComponents(ConstMatrix x, double components) {
  GF_RETURN_IF_ERROR(CheckComponents(x, components));
  GF_ASSIGN_OR_RETURN(const RowSpectrum spectrum, RowSpectrum::Of(x));
  return CutComponents(spectrum, x, components);
}

}  // namespace gridfold
