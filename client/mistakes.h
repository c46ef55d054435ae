// Which rows a trial got wrong while they were validated. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/data/data_set.h"
#include "common/data/folds.h"
#include "common/spec/results.h"

namespace gridfold {

struct Mistake {
  int64_t row = 0;  // of the training rows
  int32_t predicted = 0;
};

struct ClassMistakes {
  int64_t validated = 0;          // predictions of rows of this class, right ones with them
  std::vector<Mistake> mistakes;  // by row; of a row that was validated several times, the first
};

// By class, from the predictions that the cells hold. FailedPrecondition when none holds any;
// DataLoss, naming the fold, when folds, rows or classes do not fit the data set and its splits.
StatusOr<std::vector<ClassMistakes>> FindMistakes(const DataSet& data,
                                                  const std::vector<Split>& splits,
                                                  std::span<const CellResult> cells);

// "9 (12), 4 (3)": the classes that were predicted instead, the most frequent first, at most five.
std::string PredictedInstead(const std::vector<Mistake>& mistakes,
                             const std::vector<std::string>& classes);

}  // namespace gridfold
