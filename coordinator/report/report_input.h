// What a report is made from: the nouns of one study, as a reading verb gets them. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/spec/results.h"

namespace gridfold::report {

struct ReportInput {
  StudySummary study;
  // By number, with fold scores; may be the first ones only (see trials_left_out).
  std::vector<TrialSummary> trials;
  int64_t trials_left_out = 0;  // stored but not among `trials`
  // COMPLETED, best first: the first rows of the ranking.
  std::vector<TrialSummary> ranked;
  // One trial each, no order: the best and those like them at least, all of a small study.
  std::vector<TrialDetail> details;
  double validation_to_train_rows = 0;  // coordinator/rank/compare.h
  std::string version;                  // of the program that writes
  int64_t written_ms = 0;               // Unix milliseconds
};

}  // namespace gridfold::report
