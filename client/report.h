// `gridfold report`: one study as an HTML page of its own, or some models side by side.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/study_view.h"
#include "coordinator/report/report_input.h"

namespace gridfold {

// What the page shows: at most 20,000 trials, the first 300 of the ranking, and 200 trials in full
// (those like the best first).
StatusOr<report::ReportInput> GatherReport(StudyView& view, const std::string& study,
                                           int64_t now_unix_ms);

// What is reported: one study; several, of which the best trials are compared; or one study's
// `trials`.
struct ReportRequest {
  std::vector<std::string> studies;
  std::vector<int64_t> trials;
  std::string path;  // of the page
};

// Writes the page to request.path, atomically, and says so on standard error. InvalidArgument for
// more models than a comparison holds, for trials of several studies, and for one trial alone;
// FailedPrecondition for a study to compare that has no completed trial.
Status WriteReport(StudyView& view, const ReportRequest& request, int64_t now_unix_ms,
                   Console& console);

}  // namespace gridfold
