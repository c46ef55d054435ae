// The best trial class by class: confusion matrix, precision, recall. Pure.
#pragma once

#include <string>

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// Summed over the folds' validation rows. "" when the best trial has no confusion matrix.
std::string ClassSection(const ReportInput& input);

}  // namespace gridfold::report
