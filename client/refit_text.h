// What is told of models that were fitted again on all training rows.
#pragma once

#include <string>

#include "common/spec/results.h"

namespace gridfold {

// "refit of trial 4: test accuracy 0.9833 ..., model FILE" for each refit, below it the further
// metrics of its test rows. `artifacts` is the folder of the model files, or empty when it is not
// on this machine.
std::string RefitText(const StudySummary& study, const std::string& artifacts);

// That of one trial, with a table of all that was recorded; empty when the trial was not refitted.
std::string RefitTable(const StudySummary& study, int64_t trial, bool colours);

}  // namespace gridfold
