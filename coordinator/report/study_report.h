// The report of one study: what won and whether that is sure, every trial, charts, and how it was
// made, as one HTML page. Pure: equal inputs give equal bytes.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// A complete page in UTF-8 that needs no network and no other file. Names and reasons of others
// cannot become markup or script.
std::string StudyReport(const ReportInput& input);

}  // namespace gridfold::report
