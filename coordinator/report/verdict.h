// What won, by how much, and whether the difference is real: the report's first section. Pure.
#pragma once

#include <string>

#include "coordinator/report/findings.h"
#include "coordinator/report/report_input.h"

namespace gridfold::report {

// Never empty: without a completed trial it says so.
std::string VerdictSection(const ReportInput& input, const Findings& findings);

}  // namespace gridfold::report
