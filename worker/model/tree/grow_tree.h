// Grows a decision tree.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/tree/decision_tree.h"

namespace gridfold {

struct TreeSettings {
  Criterion criterion = Criterion::kGini;
  int64_t max_depth = std::numeric_limits<int32_t>::max();  // >= 0; nodes there are not split
  int64_t min_samples_split = 2;      // >= 2: nodes of fewer rows are not split
  int64_t min_samples_leaf = 1;       // >= 1: no side of a split has fewer rows
  double min_impurity_decrease = 0;   // a split lowers the weighted impurity by so much at least
  std::vector<double> class_weights;  // [classes] > 0; empty: every row counts 1
};

// CART with scikit-learn 1.2's meaning of DecisionTreeClassifier(splitter="best"): every split is
// the best of all features and of all thresholds half way between neighbouring values (ties:
// split_search.h); a node stays a leaf at max_depth, with one class only, with too few rows, or
// where no threshold is. max_depth only stops: CutAt of a deeper tree is the tree grown to that
// depth, bit by bit.
//
// x [rows x features] with the class of each row in y, 0 <= y < classes; rows >= 1. Takes up to 8
// bytes for each value of x (sorted_columns.h) beside x. Uses only the calling thread.
// InvalidArgument: values that are not finite, no rows, no features. ResourceExhausted: so many
// nodes and classes that their counts cannot be kept. Cancelled when `stop` (may be null) turned
// true.
StatusOr<DecisionTree> GrowTree(ConstMatrix x, std::span<const int32_t> y, int64_t classes,
                                const TreeSettings& settings, const std::atomic<bool>* stop);

}  // namespace gridfold
