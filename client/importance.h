// `gridfold importance STUDY`: which parameters matter.
#pragma once

#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// Prints the share of the variance of `metric` (empty: of the goal that ranks; else a further goal,
// or what a constraint is about) that each parameter explains alone. `format`: table, json or csv.
// Errors of ImportanceOf (coordinator/rank/importance.h); InvalidArgument for another metric.
Status PrintImportance(StudyView& view, const std::string& study, const std::string& metric,
                       const std::string& format, Console& console);

}  // namespace gridfold
