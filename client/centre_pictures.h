// The centres of a clustering as pictures.
#pragma once

#include "client/picture_folder.h"
#include "client/stored_model.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// `centres`: of kmeans the centres, of gmm the components' means, ten to a row in their order, at
// most kPicturesMax; those of rows behind a last step pca are brought back through it. Nothing for
// other models, and where the model's rows are no pictures. `file` is the model file that `stored`
// was read from. DataLoss when it does not fit together.
Status AddCentrePictures(const StoredModel& stored, const TensorFile& file, PictureFolder& folder);

}  // namespace gridfold
