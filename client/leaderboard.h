// The ranking of a study: the best trials, and which of them are not distinguishable from the
// first.
#pragma once

#include <string>
#include <vector>

#include "client/console.h"
#include "client/study_view.h"

namespace gridfold {

struct Leaderboard {
  StudySummary study;
  std::vector<TrialSummary> trials;  // by rank
  std::vector<bool> like_first;      // not distinguishable from the first (rank/compare.h)
};

// The best `top` completed trials.
StatusOr<Leaderboard> LoadLeaderboard(StudyView& view, const std::string& study, int64_t top);

// How many validation rows a split has for each training row: what the comparison corrects by.
// From the spec's folds; from the number of splits when that spec cannot be read.
double ValidationToTrainRows(const StudySummary& study);

// Writes it to console.out. `format`: table; json (one object); csv (columns of CvResults, by
// rank); value (the best mean score alone; FailedPrecondition when no trial is completed).
Status PrintLeaderboard(const Leaderboard& board, const std::string& format, Console& console);

}  // namespace gridfold
