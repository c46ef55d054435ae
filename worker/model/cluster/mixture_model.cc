#include "worker/model/cluster/mixture_model.h"

#include <algorithm>
#include <utility>

#include "worker/model/cluster/cluster_classes.h"
#include "worker/model/cluster/cluster_tensors.h"

namespace gridfold {
namespace {

// Of full and tied.
Status LoadFactors(const TensorFile& file, GaussianMixture& mixture) {
  const int64_t count = mixture.type == CovarianceType::kFull ? mixture.components : 1;
  const int64_t d = mixture.features;
  GF_ASSIGN_OR_RETURN(const std::vector<double> all, file.Doubles("model.cholesky", {count, d, d}));
  for (int64_t c = 0; c < count; ++c) {
    const auto first = all.begin() + c * d * d;
    StatusOr<Cholesky> factor = Cholesky::FromFactor(std::vector<double>(first, first + d * d), d);
    if (!factor.ok()) return DataLoss("model.cholesky: {}", Message(factor.status()));
    mixture.factors.push_back(*std::move(factor));
  }
  return absl::OkStatus();
}

Status LoadVariances(const TensorFile& file, GaussianMixture& mixture) {
  const int64_t width = mixture.type == CovarianceType::kDiag ? mixture.features : 1;
  GF_ASSIGN_OR_RETURN(mixture.variances,
                      file.Doubles("model.variances", {mixture.components, width}));
  GF_RETURN_IF_ERROR(CheckFinite("model.variances", mixture.variances));
  for (const double variance : mixture.variances) {
    if (variance > 0) continue;
    return DataLoss("model.variances: expected numbers above 0, found {}", variance);
  }
  return absl::OkStatus();
}

Status LoadWeights(const TensorFile& file, GaussianMixture& mixture) {
  GF_ASSIGN_OR_RETURN(mixture.weights, file.Doubles("model.weights", {mixture.components}));
  GF_RETURN_IF_ERROR(CheckFinite("model.weights", mixture.weights));
  for (const double weight : mixture.weights) {
    if (weight > 0) continue;
    return DataLoss("model.weights: expected numbers above 0, found {}", weight);
  }
  return absl::OkStatus();
}

}  // namespace

MixtureModel::MixtureModel(GaussianMixture mixture, std::vector<int32_t> cluster_classes)
    : mixture_(std::move(mixture)), cluster_classes_(std::move(cluster_classes)) {
  GF_CHECK(cluster_classes_.size() == static_cast<size_t>(mixture_.components));
}

std::vector<int32_t> MixtureModel::Predict(ConstMatrix x) {
  const auto found = Expect(mixture_, x, {}, nullptr, nullptr);
  // Finite rows of a finite model; a density of 0 everywhere belongs to no component more than to
  // the first.
  if (!found.ok()) return std::vector<int32_t>(static_cast<size_t>(x.rows), cluster_classes_[0]);
  return ToClasses(found->likeliest, cluster_classes_);
}

StatusOr<ClassProbabilities> MixtureModel::Probabilities(ConstMatrix x) {
  GF_ASSIGN_OR_RETURN(const RowShares found, Expect(mixture_, x, {}, nullptr, nullptr));
  ClassProbabilities result;
  result.classes = cluster_classes_;
  std::ranges::sort(result.classes);
  result.classes.erase(std::unique(result.classes.begin(), result.classes.end()),
                       result.classes.end());
  const size_t width = result.classes.size();
  result.values.assign(static_cast<size_t>(x.rows) * width, 0);
  for (size_t c = 0; c < cluster_classes_.size(); ++c) {
    const auto column = static_cast<size_t>(
        std::ranges::lower_bound(result.classes, cluster_classes_[c]) - result.classes.begin());
    for (size_t r = 0; r < static_cast<size_t>(x.rows); ++r) {
      result.values[r * width + column] += found.shares[c * static_cast<size_t>(x.rows) + r];
    }
  }
  return result;
}

void MixtureModel::Save(TensorFile& file) const {
  const int64_t k = mixture_.components, d = mixture_.features;
  file.SetText("model.type", Type());
  file.SetText("model.covariance_type", Name(mixture_.type));
  file.Set("model.cluster_classes", {k}, std::span<const int32_t>(cluster_classes_));
  file.Set("model.weights", {k}, std::span<const double>(mixture_.weights));
  file.Set("model.means", {k, d}, std::span<const double>(mixture_.means));
  if (mixture_.factors.empty()) {
    const int64_t width = static_cast<int64_t>(mixture_.variances.size()) / k;
    file.Set("model.variances", {k, width}, std::span<const double>(mixture_.variances));
    return;
  }
  std::vector<double> all;
  for (const Cholesky& factor : mixture_.factors) {
    all.insert(all.end(), factor.factor().begin(), factor.factor().end());
  }
  file.Set("model.cholesky", {static_cast<int64_t>(mixture_.factors.size()), d, d},
           std::span<const double>(all));
}

StatusOr<std::unique_ptr<Model>> MixtureModel::Load(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(std::vector<int32_t> classes, LoadClusterClasses(file));
  GaussianMixture mixture;
  mixture.components = static_cast<int64_t>(classes.size());
  GF_ASSIGN_OR_RETURN(const std::string name, file.Text("model.covariance_type"));
  const auto type = CovarianceTypeOf(name);
  if (!type.ok()) return DataLoss("model.{}", Message(type.status()));
  mixture.type = *type;
  GF_RETURN_IF_ERROR(LoadWeights(file, mixture));
  GF_ASSIGN_OR_RETURN(mixture.means, file.Doubles("model.means", {mixture.components, -1}));
  GF_RETURN_IF_ERROR(CheckFinite("model.means", mixture.means));
  mixture.features = static_cast<int64_t>(mixture.means.size()) / mixture.components;
  if (mixture.features == 0) {
    return DataLoss("model.means: expected at least one feature, found none");
  }
  const bool triangular =
      mixture.type == CovarianceType::kFull || mixture.type == CovarianceType::kTied;
  GF_RETURN_IF_ERROR(triangular ? LoadFactors(file, mixture) : LoadVariances(file, mixture));
  return std::unique_ptr<Model>(
      std::make_unique<MixtureModel>(std::move(mixture), std::move(classes)));
}

}  // namespace gridfold
