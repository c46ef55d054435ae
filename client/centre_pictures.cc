#include "client/centre_pictures.h"

#include <algorithm>

#include "client/model_rows.h"
#include "common/picture/montage.h"
#include "worker/model/cluster/kmeans_model.h"
#include "worker/model/cluster/mixture_model.h"

namespace gridfold {
namespace {

constexpr size_t kPerRow = 10, kNamesMax = 100;

struct Centres {
  Matrix rows;                   // [clusters x features], as the model sees rows
  std::vector<int32_t> classes;  // of each cluster
};

StatusOr<Centres> CentresOf(const KMeansModel& model, const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::vector<float> mean, file.Floats("model.mean", {-1}));
  const auto clusters = static_cast<int64_t>(model.cluster_classes().size());
  const auto features = static_cast<int64_t>(mean.size());
  GF_ASSIGN_OR_RETURN(const std::vector<double> offsets,
                      file.Doubles("model.centres", {clusters, features}));
  Centres centres{Matrix(clusters, features), model.cluster_classes()};
  for (size_t i = 0; i < offsets.size(); ++i) {
    centres.rows.data()[i] = static_cast<float>(mean[i % mean.size()] + offsets[i]);
  }
  return centres;
}

Centres CentresOf(const MixtureModel& model) {
  const GaussianMixture& mixture = model.mixture();
  Centres centres{Matrix(mixture.components, mixture.features), model.cluster_classes()};
  std::ranges::copy(mixture.means, centres.rows.data());
  return centres;
}

// Without clusters for models of other kinds.
StatusOr<Centres> CentresOf(const StoredModel& stored, const TensorFile& file) {
  if (const auto* kmeans = dynamic_cast<const KMeansModel*>(stored.model.get())) {
    return CentresOf(*kmeans, file);
  }
  if (const auto* mixture = dynamic_cast<const MixtureModel*>(stored.model.get())) {
    return CentresOf(*mixture);
  }
  return Centres{};
}

StatusOr<std::string> ClassesText(const StoredModel& stored, const Centres& centres) {
  std::string text;
  for (size_t i = 0; i < centres.classes.size(); ++i) {
    const auto c = static_cast<size_t>(centres.classes[i]);
    if (c >= stored.classes.size()) {
      return DataLoss("model file: cluster {}: expected one of {} classes, found {}", i,
                      stored.classes.size(), centres.classes[i]);
    }
    if (i < kNamesMax) text += (i == 0 ? "" : " ") + stored.classes[c];
  }
  return text;
}

}  // namespace

Status AddCentrePictures(const StoredModel& stored, const TensorFile& file, PictureFolder& folder) {
  GF_ASSIGN_OR_RETURN(Centres centres, CentresOf(stored, file));
  if (centres.rows.rows() == 0 || !RowsShowPictures(stored)) return absl::OkStatus();
  GF_RETURN_IF_ERROR(RestoreRows(stored, centres.rows));
  GF_ASSIGN_OR_RETURN(const std::string classes, ClassesText(stored, centres));
  return folder.AddPicture(
      "centres", Montage(InRows(RowPictures(centres.rows, *stored.picture), kPerRow), kPictureSide),
      fmt::format("the {} centres of {}, most often of the classes {}", centres.rows.rows(),
                  stored.model->Type(), classes));
}

}  // namespace gridfold
