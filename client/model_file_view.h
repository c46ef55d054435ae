// A model file in the place of a study: what shows the models of studies shows files too.
#pragma once

#include <memory>
#include <string>

#include "client/study_view.h"

namespace gridfold {

// Whether a STUDY of the command line means a file: it has a slash or ends in .gfm.
bool IsModelFileName(const std::string& name);

// A view of one study, the file's name, with one refitted model, the file. It has no data set;
// trials are NotFound. ReadFile's errors.
StatusOr<std::unique_ptr<StudyView>> OpenModelFile(const std::string& path);

}  // namespace gridfold
