// `model --pictures`: what a refitted model looks like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

struct ModelPictures {
  std::string folder;
  std::string image;  // a picture file to show activations for; empty: none
};

// Writes what there is of centre_pictures.h, network_pictures.h, component_pictures.h (not for a
// study without a data set) and, with an image, activation_pictures.h for the refitted model of
// `trial` (FindRefit), and names it. InvalidArgument when the model has nothing to be seen.
Status SaveModelPictures(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                         const ModelPictures& pictures, Console& console);

}  // namespace gridfold
