// Learning curves of the best trials. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// For each of the first three trials with curves a chart of every metric (val_loss goes with loss):
// folds as thin lines, their mean bold. "" without curves.
std::string CurveSection(const ReportInput& input);

}  // namespace gridfold::report
