// What `gridfold best` and `gridfold run` show beside the ranking: the front of several goals, the
// simplest trial that is as good as the first, and why nothing is ranked.
#pragma once

#include <cstdint>
#include <string>

#include "client/leaderboard.h"
#include "client/study_view.h"

namespace gridfold {

// The best `top` trials; of a study with several goals those on the Pareto front (rank/goals.h), in
// the order of the first goal. Asks for the details of the trials that are like the first.
StatusOr<Leaderboard> LoadBest(StudyView& view, const std::string& study, int64_t top);

}  // namespace gridfold
