#include "worker/transform/pca.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "common/base/check.h"
#include "worker/linalg/gemm.h"

namespace gridfold {
namespace {

constexpr int64_t kRowsPerBlock = 512;

using Made = ContentCache::Made<RowSpectrum>;

StatusOr<std::shared_ptr<const RowSpectrum>> SpectrumOf(ConstMatrix x, const SharedFits& shared) {
  const auto make = [&]() -> StatusOr<Made> {
    GF_ASSIGN_OR_RETURN(RowSpectrum spectrum, RowSpectrum::Of(x));
    const int64_t bytes = spectrum.bytes();
    return Made{std::make_shared<const RowSpectrum>(std::move(spectrum)), bytes};
  };
  if (shared.cache != nullptr) return shared.cache->Get<RowSpectrum>("pca/" + shared.rows, make);
  GF_ASSIGN_OR_RETURN(const Made made, make());
  return made.value;
}

}  // namespace

Status Pca::FitShared(ConstMatrix x, const SharedFits& shared) {
  GF_RETURN_IF_ERROR(Annotate(CheckComponents(x, components_), "pca"));
  const auto spectrum = SpectrumOf(x, shared);
  if (!spectrum.ok()) return Annotate(spectrum.status(), "pca");
  found_ = CutComponents(**spectrum, x, components_);
  SetWeights();
  return absl::OkStatus();
}

void Pca::SetWeights() {
  const Matrix& directions = found_.directions;
  weights_ = Matrix(directions.rows(), directions.cols());
  for (int64_t i = 0; i < directions.rows(); ++i) {
    const double variance = found_.variances[static_cast<size_t>(i)];
    const double length = whiten_ && variance > 0 ? std::sqrt(variance) : 1;
    for (int64_t j = 0; j < directions.cols(); ++j) {
      weights_.row(i)[j] = static_cast<float>(directions.row(i)[j] / length);
    }
  }
}

Matrix Pca::Transformed(ConstMatrix x) const {
  GF_CHECK(x.cols == weights_.cols());
  Matrix projected(x.rows, weights_.rows());
  Matrix block(std::min(kRowsPerBlock, x.rows), x.cols);
  for (int64_t first = 0; first < x.rows; first += kRowsPerBlock) {
    const int64_t rows = std::min(kRowsPerBlock, x.rows - first);
    CopyCentred({x.row(first), rows, x.cols, x.stride}, found_.mean, block.data());
    Gemm(Transpose::kNo, Transpose::kYes, rows, weights_.rows(), x.cols, 1, block.data(), x.cols,
         weights_.data(), x.cols, 0, projected.row(first), weights_.rows());
  }
  return projected;
}

void Pca::Restore(Matrix& x) const {
  const Matrix& directions = found_.directions;
  GF_CHECK(x.cols() == directions.rows());
  Matrix restored(x.rows(), directions.cols());
  std::vector<double> row(found_.mean.size());
  for (int64_t r = 0; r < x.rows(); ++r) {
    row = found_.mean;
    for (int64_t i = 0; i < x.cols(); ++i) {
      const double variance = found_.variances[static_cast<size_t>(i)];
      const double length = whiten_ && variance > 0 ? std::sqrt(variance) : 1;
      for (size_t j = 0; j < row.size(); ++j) {
        row[j] += length * x.row(r)[i] * directions.row(i)[j];
      }
    }
    std::copy(row.begin(), row.end(), restored.row(r));
  }
  x = std::move(restored);
}

void Pca::Save(TensorFile& file, const std::string& prefix) const {
  const Matrix& directions = found_.directions;
  const int64_t count = directions.rows(), features = directions.cols();
  file.Set(prefix + "mean", {features}, std::span<const double>(found_.mean));
  file.Set(prefix + "components", {count, features},
           std::span<const float>(directions.data(), static_cast<size_t>(count * features)));
  file.Set(prefix + "variances", {count}, std::span<const double>(found_.variances));
}

Status Pca::Load(const TensorFile& file, const std::string& prefix) {
  GF_ASSIGN_OR_RETURN(found_.mean, file.Doubles(prefix + "mean", {-1}));
  GF_ASSIGN_OR_RETURN(found_.variances, file.Doubles(prefix + "variances", {-1}));
  const auto features = static_cast<int64_t>(found_.mean.size());
  const auto count = static_cast<int64_t>(found_.variances.size());
  GF_ASSIGN_OR_RETURN(const std::vector<float> values,
                      file.Floats(prefix + "components", {count, features}));
  if (values.empty()) return DataLoss("model file: {}components: expected some", prefix);
  found_.directions = Matrix(count, features);
  std::copy(values.begin(), values.end(), found_.directions.data());
  SetWeights();
  return absl::OkStatus();
}

}  // namespace gridfold
