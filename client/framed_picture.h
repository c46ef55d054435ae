// A picture from a file as a model's row.
#pragma once

#include <string>

#include "client/stored_model.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// The sign in the picture file `path`, framed as the model's training pictures are (FrameSign):
// [1 x features], before the pipeline. InvalidArgument when the model was not fitted on pictures or
// nothing is drawn; else LoadPicture's errors. All name the file.
StatusOr<Matrix> FramedRow(const StoredModel& stored, const std::string& path);

}  // namespace gridfold
