// What list, status and trials show.
#pragma once

#include <string>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

// `format` is table or json everywhere below.
Status PrintStudies(StudyView& view, const std::string& format, Console& console);

// One study: state, progress with ETA as of `now_unix_ms`, best trial, refits.
Status PrintStatus(StudyView& view, const std::string& study, const std::string& format,
                   int64_t now_unix_ms, Console& console);

// The trials that pass the filter, by number, or all columns as csv.
Status PrintTrials(StudyView& view, const std::string& study, const TrialRequest& request,
                   const std::string& format, Console& console);

}  // namespace gridfold
