// Studies for the report's tests.
#pragma once

#include "coordinator/report/report_input.h"

namespace gridfold::report {

// An SVM study of C x gamma with `trials` completed trials of `folds` folds; scores grow with the
// number. Ranked, with details (two classes, curves, attempts) of the best three.
ReportInput SampleInput(int trials, int folds);

// All texts that others choose are `text`: study, model, data set, metric, parameter names and
// values, classes, reasons, messages, curves, spec.
ReportInput HostileInput(const std::string& text);

}  // namespace gridfold::report
