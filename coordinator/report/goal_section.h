// Several goals, and constraints: which trials no other one beats, and what the others miss. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// For each further goal, and each number that a constraint is about, a chart of it against the
// score with the Pareto front (rank/goals.h); then the front as a table. "" for a study of one goal
// without constraints, or when no trial is completed.
std::string GoalSection(const ReportInput& input);

}  // namespace gridfold::report
