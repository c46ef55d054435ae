// What the trials cost beside what they reached. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// Mean seconds of a fold's fit against the mean score, with the front of those that no other trial
// beats in both. "" when no completed trial has a time.
std::string CostSection(const ReportInput& input);

}  // namespace gridfold::report
