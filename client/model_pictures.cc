#include "client/model_pictures.h"

#include "client/activation_pictures.h"
#include "client/centre_pictures.h"
#include "client/component_pictures.h"
#include "client/model_rows.h"
#include "client/network_pictures.h"
#include "client/picture_folder.h"
#include "client/stored_model.h"
#include "client/study_data.h"

namespace gridfold {

Status SaveModelPictures(StudyView& view, const std::string& name, std::optional<int64_t> trial,
                         const ModelPictures& pictures, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  GF_ASSIGN_OR_RETURN(const RefitSummary refit, FindRefit(study, trial));
  GF_ASSIGN_OR_RETURN(const std::string bytes, view.FetchArtifact(refit.model_hash));
  GF_ASSIGN_OR_RETURN(StoredModel stored, ParseStoredModel(bytes));
  GF_ASSIGN_OR_RETURN(const TensorFile file, TensorFile::Parse(bytes));
  GF_ASSIGN_OR_RETURN(PictureFolder folder, PictureFolder::Open(pictures.folder));
  GF_RETURN_IF_ERROR(AddCentrePictures(stored, file, folder));
  GF_RETURN_IF_ERROR(AddFilterPictures(stored, file, folder));
  if (!pictures.image.empty()) {
    GF_RETURN_IF_ERROR(AddActivationPictures(stored, file, pictures.image, folder));
  }
  if (stored.picture && LastPca(stored) != nullptr && !study.dataset_hash.empty()) {
    GF_ASSIGN_OR_RETURN(const DataSet data, FetchStudyData(view, study));
    GF_RETURN_IF_ERROR(AddComponentPictures(stored, data, folder));
  }
  if (folder.size() == 0) {
    return InvalidArgument(
        "--pictures: expected kmeans, gmm or pca on pictures, or a network with convolutions, "
        "found a model {}",
        stored.model->Type());
  }
  console.out << folder.Text();
  return absl::OkStatus();
}

}  // namespace gridfold
