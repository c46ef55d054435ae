// What a full search found: the score of every trial, fold and epoch, so that rules which would
// have stopped it early can be tried on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/study.h"

namespace gridfold {

struct FoldScores {
  double score = 0;            // of the whole training
  std::vector<double> epochs;  // after each epoch; empty where there are none
  std::vector<int32_t> predictions;
};

struct ScoreTable {
  StudySpec study;                              // with the overrides
  std::vector<std::vector<FoldScores>> trials;  // [trial][fold]: those with all folds completed
  int64_t epochs = 1;                           // of each trial; 1 without epochs
};

// The study of this name in a database that `gridfold` wrote. `overrides` (key=value) change its
// spec: a rule to try, a number of epochs, which then leaves out trials of another number.
// InvalidArgument also when a rule needs epochs and the study has no curves, or its metric is not
// accuracy.
StatusOr<ScoreTable> LoadScoreTable(const std::string& file, const std::string& study,
                                    const std::vector<std::string>& overrides);

}  // namespace gridfold
