// `model STUDY -o FILE` and `model STUDY --summary`: the refitted model as a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// Writes the stored model of `trial`, or of the best refitted trial, to `path`. NotFound names the
// trials that have models.
Status SaveModel(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                 const std::string& path, Console& console);

// Prints the layers of that model, with output shapes and numbers of parameters. InvalidArgument
// for a model that is no network.
Status PrintLayers(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                   Console& console);

}  // namespace gridfold
