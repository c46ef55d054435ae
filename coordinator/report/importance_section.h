// Which parameters matter. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// A bar for each parameter: the share of the score's variance that it explains alone
// (rank/importance.h), and what only several together do. "" for fewer than two parameters, and
// where it cannot be said: too few trials, or all alike.
std::string ImportanceSection(const ReportInput& input);

}  // namespace gridfold::report
