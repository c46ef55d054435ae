// How the numbers were made: spec, data, folds, seeds, attempts, failures, times. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// Trials without a score grouped by state and reason; "" when there are none.
std::string FailureSection(const ReportInput& input);

// Never empty.
std::string OriginSection(const ReportInput& input);

}  // namespace gridfold::report
