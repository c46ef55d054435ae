// `export STUDY --to libsvm`: a refitted support vector machine for LIBSVM's svm-predict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// Writes the model of `trial`, or of the best refitted trial, to `path` (atomically) in LIBSVM's
// text format, and says what rows and labels it works on. FailedPrecondition when the study's model
// is no svm; NotFound names the trials that have models.
Status ExportLibsvm(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                    const std::string& path, Console& console);

}  // namespace gridfold
