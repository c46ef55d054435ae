// How the folds agree, and how far validation falls behind training. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// Fold scores of the best trials; train against validation score when there are train scores. ""
// when there is neither.
std::string FoldSection(const ReportInput& input);

}  // namespace gridfold::report
