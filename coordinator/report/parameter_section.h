// How the score depends on each searched parameter, and on pairs of them. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// A chart for each parameter that took two values or more: numbers against the score, histograms of
// the score for other values; heat maps of pairs of numbers that form a grid. "" when there is
// nothing to show.
std::string ParameterSection(const ReportInput& input);

}  // namespace gridfold::report
