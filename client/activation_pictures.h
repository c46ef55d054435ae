// What a convolutional network makes of a picture, layer by layer.
#pragma once

#include <string>

#include "client/picture_folder.h"
#include "client/stored_model.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// For the sign in the picture file `image`: `framed`, the sign as `gridfold predict` frames it and
// the class that the model names; and for each layer that gives pictures (but dropout and pad)
// `activations-<layer>`, counted from 1 as --summary does: what each channel of it gives, all with
// the tones of the layer (MapMontage). `file` is the model file that `stored` was read from.
// InvalidArgument for a model that is no network with convolutions on pictures, and FramedRow's
// errors; DataLoss when the file does not fit together.
Status AddActivationPictures(StoredModel& stored, const TensorFile& file, const std::string& image,
                             PictureFolder& folder);

}  // namespace gridfold
