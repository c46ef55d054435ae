// The ranking of a study: the best trials, and which of them are not distinguishable from the
// first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/study_view.h"
#include "coordinator/report/findings.h"

namespace gridfold {

struct Leaderboard {
  StudySummary study;
  std::vector<TrialSummary> trials;  // by rank
  std::vector<bool> like_first;      // not distinguishable from the first (rank/compare.h)
  // What best.h adds:
  bool is_front = false;  // `trials` are those that no other one beats in all goals
  std::optional<report::Simplicity> simplest;  // of those as good as the first
  std::string unmet;                           // why completed trials are not ranked
};

// The best `top` completed trials.
StatusOr<Leaderboard> LoadLeaderboard(StudyView& view, const std::string& study, int64_t top);

// The further goals, and what constraints are about, of which the trials have values.
std::vector<std::string> GoalNames(const std::vector<TrialSummary>& trials);

// How many validation rows a split has for each training row: what the comparison corrects by.
// From the spec's folds; from the number of splits when that spec cannot be read.
double ValidationToTrainRows(const StudySummary& study);

// Writes it to console.out. `format`: table; json (one object); csv (columns of CvResults, by
// rank); value (the best mean score alone; FailedPrecondition when no trial is completed).
Status PrintLeaderboard(const Leaderboard& board, const std::string& format, Console& console);

}  // namespace gridfold
