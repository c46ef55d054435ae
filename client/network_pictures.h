// What a convolutional network looks for.
#pragma once

#include "client/picture_folder.h"
#include "client/stored_model.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// `filters`: the kernels of the network's first convolution (MapMontage). Nothing for other models
// and networks without convolutions. `file` is the model file that `stored` was read from. DataLoss
// when it does not fit together.
Status AddFilterPictures(const StoredModel& stored, const TensorFile& file, PictureFolder& folder);

}  // namespace gridfold
