// What `trial STUDY N` shows: one trial in full.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// The sum of the cells' confusion matrices [classes x classes], row = actual; empty when no cell
// has one of that size. Pure.
std::vector<int64_t> SumConfusion(std::span<const CellResult> cells, size_t classes);

// Parameters, folds, condensed curves (first, best and last value of each), the confusion matrix
// over all folds with class names and scikit-learn's report of it, attempts; `format` is table or
// json.
Status PrintTrial(StudyView& view, const std::string& study, int64_t trial,
                  const std::string& format, Console& console);

}  // namespace gridfold
