// A rule that stops trials early, tried on the scores of a full search. Pure.
#pragma once

#include <cstdint>

#include "bench/score_table.h"

namespace gridfold {

struct ReplayResult {
  int64_t fold_fits = 0;  // trainings that were begun
  int64_t epochs = 0;     // of all trainings
  size_t winner = 0;      // of the table
};

// The table's search under `table.study.prune`, its trials and its folds in an order that `seed`
// draws; results come in the order of trials.
ReplayResult Replay(const ScoreTable& table, uint64_t seed);

// How far a trial's mean score is behind the best one's, in standard errors of the best one: over
// folds, or of one fold's rows.
double StandardErrorsBehind(const ScoreTable& table, size_t trial);

}  // namespace gridfold
