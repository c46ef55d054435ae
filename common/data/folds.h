// Cuts the training rows into folds. Pure. Without shuffling the rows of each fold are exactly
// those of scikit-learn's StratifiedKFold and KFold; with it, the shuffles are our own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "common/spec/study.h"

namespace gridfold {

// One split; rows are indices into the training rows, both lists increasing.
struct Split {
  std::vector<int32_t> train, validation;
};

// cv.SplitCount() splits; split r * folds + f is fold f of repeat r. InvalidArgument when there are
// fewer rows than folds, or (stratified) a class has fewer rows than folds; the message names the
// class by `class_names` and both counts.
StatusOr<std::vector<Split>> MakeSplits(std::span<const int32_t> labels,
                                        const std::vector<std::string>& class_names,
                                        const CrossValidation& cv);

}  // namespace gridfold
