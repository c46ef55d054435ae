// What `trial STUDY N` shows: one trial in full.
#pragma once

#include <cstdint>
#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// Parameters, folds, condensed curves (first, best and last value of each), the confusion matrix
// over all folds with class names and scikit-learn's report of it, attempts; `format` is table or
// json. Pictures (trial_pictures.h) are written to the folder `pictures` and named, unless that is
// "".
Status PrintTrial(StudyView& view, const std::string& study, int64_t trial,
                  const std::string& format, const std::string& pictures, Console& console);

}  // namespace gridfold
