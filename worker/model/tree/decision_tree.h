// A decision tree: what it holds and how rows fall through it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/tree/criterion.h"

namespace gridfold {

// Nodes are numbered as scikit-learn does: a node before its descendants, the left subtree before
// the right one. So a split's left child is the next node.
struct TreeNode {
  int32_t right = 0;     // the right child; 0: a leaf
  int32_t feature = -1;  // a row whose value is at most `threshold` goes left
  double threshold = 0;
  int32_t depth = 0;     // of the root: 0
  int32_t majority = 0;  // the class of largest weight among the node's rows, the lowest of equals
  bool is_leaf() const { return right == 0; }
};

struct DecisionTree {
  Criterion criterion = Criterion::kGini;
  int64_t features = 0;               // of a row
  std::vector<double> class_weights;  // [classes] > 0
  std::vector<TreeNode> nodes;        // at least one
  std::vector<int32_t> counts;        // [nodes x classes]: training rows

  int64_t Classes() const { return static_cast<int64_t>(class_weights.size()); }
  std::span<const int32_t> CountsOf(int64_t node) const;
  int64_t RowsOf(int64_t node) const;
  double ImpurityOf(int64_t node) const;
};

// The class of largest weight; the lowest of equals.
int32_t MajorityClass(std::span<const int32_t> counts, std::span<const double> weights);

// What a tree is when it ends at nodes of some depth.
struct TreeSize {
  int64_t depth = 0, leaves = 0, nodes = 0;
};
TreeSize SizeAt(const DecisionTree& tree, int64_t depth);

// The tree that ends at nodes of `depth` >= 0: what growing with that max_depth gives.
DecisionTree CutAt(const DecisionTree& tree, int64_t depth);

// The node in which a row [tree.features] ends. NaN goes right.
int64_t LeafOf(const DecisionTree& tree, const float* row);

// The predictions of the trees that end at each of `depths` (any order): [depth][row]. One walk of
// each row through the tree serves them all.
std::vector<std::vector<int32_t>> PredictAt(const DecisionTree& tree, ConstMatrix x,
                                            std::span<const int64_t> depths);

}  // namespace gridfold
