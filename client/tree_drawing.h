// `model STUDY --tree FILE`: the refitted decision tree as text or as a drawing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// Writes the tree of `trial`, or of the best refitted trial, down to nodes of depth_max >= 0. The
// end of `path` says how: .txt as lines of text, .svg as a drawing; InvalidArgument for any other,
// and for a model that is no tree. NotFound names the trials that have models.
Status SaveTree(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                const std::string& path, int64_t depth_max, Console& console);

}  // namespace gridfold
