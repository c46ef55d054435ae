// A contest on made-up trials: every order of results, restarts at any point.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "common/base/random.h"
#include "coordinator/prune/contest.h"

namespace gridfold {

// What a training of so many epochs (0: all) on a fold gives; the larger the better.
struct MadeTrials {
  int64_t trials = 0;
  int folds = 1;
  std::function<double(int64_t trial, int fold, int64_t epochs)> score;
  std::function<bool(int64_t trial, int fold)> fails = [](int64_t, int) { return false; };
};

enum class End { kOpen, kCompleted, kPruned, kFailed };

struct PlayedContest {
  std::vector<End> ends;       // of each trial
  std::vector<size_t> stages;  // that each was admitted to last
  int64_t fold_fits = 0;       // trainings that were begun
  int64_t epochs = 0;          // in all, `all_epochs` for whole trials
};

// `random` draws who enters or reports next, and when everything but the results is forgotten.
PlayedContest PlayContest(const std::function<std::unique_ptr<Pruner>()>& make_pruner,
                          bool asynchronous, const MadeTrials& made, int64_t all_epochs,
                          Random random);

}  // namespace gridfold
