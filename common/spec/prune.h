// `prune:` of a spec: which trials are given up before they are finished. Plain data.
#pragma once

#include <cstdint>
#include <string_view>

namespace gridfold {

enum class PruneRule { kNone, kMedian, kHalving, kHyperband, kRace };
// As a spec writes it: "median", ...; "none".
std::string_view Name(PruneRule rule);

struct PruneSpec {
  PruneRule rule = PruneRule::kNone;
  bool asynchronous = false;
  int64_t cohort = 64;      // trials that are judged together
  int64_t min_epochs = 1;   // median, halving, hyperband: before the first verdict
  int64_t every = 1;        // median: epochs between verdicts
  int64_t startup = 5;      // median: trials that are known before the first verdict
  int64_t eta = 3;          // halving, hyperband: one in so many goes on
  int64_t folds = 0;        // halving, hyperband: of all stages but the last; 0: all
  int64_t first_folds = 1;  // race: before the first verdict
  double level = 0.05;      // race: of the test
  double margin = 1;        // race: standard errors that are not worth more folds
};

}  // namespace gridfold
