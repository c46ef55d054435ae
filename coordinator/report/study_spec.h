// The spec that a study was made from, read again. Pure.
#pragma once

#include "common/base/status.h"
#include "common/spec/results.h"
#include "common/spec/study.h"

namespace gridfold::report {

// With the entries given on the command line. InvalidArgument when this program no longer takes the
// text.
StatusOr<StudySpec> SpecOf(const StudySummary& study);

}  // namespace gridfold::report
