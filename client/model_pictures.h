// `model --pictures`: what a refitted model looks like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// Writes what there is of centre_pictures.h, network_pictures.h and component_pictures.h for the
// refitted model of `trial` (FindRefit) to the folder `pictures`, and names it. InvalidArgument
// when the model has nothing to be seen.
Status SaveModelPictures(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                         const std::string& pictures, Console& console);

}  // namespace gridfold
