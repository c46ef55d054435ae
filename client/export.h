// Trials as columns with the names of scikit-learn's `cv_results_`, and as CSV and JSON files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "client/study_view.h"
#include "common/spec/results.h"

namespace gridfold {

struct ResultColumn {
  std::string name;
  std::vector<std::optional<Value>> cells;  // one for each trial; absent: nothing to show
};

// In order: trial, state, mean_fit_time, mean_score_time [seconds], param_<name> (the searched
// ones, absent where inactive), split<k>_test_score, mean_test_score, std_test_score (ddof 0),
// rank_test_score; and, when any trial has training scores, split<k>_train_score,
// mean_train_score, std_train_score. One row for each of `trials`, in their order. Pure.
std::vector<ResultColumn> CvResults(const StudySummary& study,
                                    std::span<const TrialSummary> trials);

// A header and a line for each row. Doubles have the shortest digits that read back to the same
// double. A text that a spreadsheet would take for a formula (= + - @, tab or carriage return
// first) gets an apostrophe before it. Pure.
std::string CsvText(const std::vector<ResultColumn>& columns);

// {"trial": [0, 1], "mean_test_score": [0.9, null], ...}. Pure.
std::string JsonText(const std::vector<ResultColumn>& columns);

// Writes all trials of `study`, by number, to `path` (atomically); `format` is csv or json.
Status ExportStudy(StudyView& view, const std::string& study, const std::string& format,
                   const std::string& path);

}  // namespace gridfold
