// The table of trials: ranked ones first, then the others by number. Pure.
#pragma once

#include <string>

#include "coordinator/report/findings.h"
#include "coordinator/report/report_input.h"

namespace gridfold::report {

// At most this many rows; the text above the table says what was left out.
inline constexpr size_t kTableRowsMax = 300;

// "" for a study without trials. Numbers carry all their digits in data-v.
std::string TrialTableSection(const ReportInput& input, const Findings& findings);

}  // namespace gridfold::report
