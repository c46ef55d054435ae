#include "worker/model/cluster/kmeans_model.h"

#include <algorithm>
#include <utility>

#include "worker/model/cluster/assignment.h"
#include "worker/model/cluster/centred_rows.h"
#include "worker/model/cluster/cluster_classes.h"
#include "worker/model/cluster/cluster_tensors.h"

namespace gridfold {

KMeansModel::KMeansModel(std::vector<float> mean, std::vector<double> centres,
                         std::vector<int32_t> cluster_classes)
    : mean_(std::move(mean)),
      centres_(std::move(centres)),
      cluster_classes_(std::move(cluster_classes)),
      products_with_(static_cast<int64_t>(cluster_classes_.size()),
                     static_cast<int64_t>(mean_.size())) {
  GF_CHECK(centres_.size() == cluster_classes_.size() * mean_.size());
  std::ranges::copy(centres_, products_with_.data());
  squares_ = SquaredNorms(products_with_);
}

std::vector<int32_t> KMeansModel::Clusters(ConstMatrix x, PartRunner* crew) const {
  GF_CHECK(x.cols == products_with_.cols());
  std::vector<int32_t> clusters(static_cast<size_t>(x.rows));
  const int64_t tiles = (x.rows + kClusterTile - 1) / kClusterTile;
  const Status status = ForEachPart(crew, tiles, [&](int64_t tile) {
    const int64_t first = tile * kClusterTile, count = std::min(kClusterTile, x.rows - first);
    Matrix rows(count, x.cols);
    for (int64_t r = 0; r < count; ++r) {
      for (int64_t j = 0; j < x.cols; ++j) {
        rows.row(r)[j] = x.row(first + r)[j] - mean_[static_cast<size_t>(j)];
      }
    }
    std::vector<float> products(squares_.size() * static_cast<size_t>(count));
    CentreProducts(products_with_, rows, products.data());
    NearestOfTile(products.data(), squares_.data(), products_with_.rows(), count,
                  clusters.data() + first);
    return absl::OkStatus();
  });
  GF_CHECK(status.ok());
  return clusters;
}

std::vector<int32_t> KMeansModel::Predict(ConstMatrix x) {
  return ToClasses(Clusters(x, nullptr), cluster_classes_);
}

void KMeansModel::Save(TensorFile& file) const {
  const auto clusters = static_cast<int64_t>(cluster_classes_.size());
  const auto features = static_cast<int64_t>(mean_.size());
  file.SetText("model.type", Type());
  file.Set("model.mean", {features}, std::span<const float>(mean_));
  file.Set("model.centres", {clusters, features}, std::span<const double>(centres_));
  file.Set("model.cluster_classes", {clusters}, std::span<const int32_t>(cluster_classes_));
}

StatusOr<std::unique_ptr<Model>> KMeansModel::Load(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(std::vector<int32_t> classes, LoadClusterClasses(file));
  GF_ASSIGN_OR_RETURN(std::vector<float> mean, file.Floats("model.mean", {-1}));
  const auto features = static_cast<int64_t>(mean.size());
  if (features == 0) return DataLoss("model.mean: expected at least one feature, found none");
  GF_RETURN_IF_ERROR(CheckFinite("model.mean", mean));
  GF_ASSIGN_OR_RETURN(
      std::vector<double> centres,
      file.Doubles("model.centres", {static_cast<int64_t>(classes.size()), features}));
  GF_RETURN_IF_ERROR(CheckFinite("model.centres", centres));
  return std::unique_ptr<Model>(
      std::make_unique<KMeansModel>(std::move(mean), std::move(centres), std::move(classes)));
}

}  // namespace gridfold
