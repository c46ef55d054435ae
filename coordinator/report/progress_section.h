// How the best score grew from trial to trial. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// Scores by trial number with the best so far as steps. "" for fewer than two scores.
std::string ProgressSection(const ReportInput& input);

}  // namespace gridfold::report
