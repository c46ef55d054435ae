#include "worker/model/tree/decision_tree.h"

#include <algorithm>
#include <numeric>

namespace gridfold {
namespace {

int64_t Child(const DecisionTree& tree, int64_t node, const float* row) {
  const TreeNode& split = tree.nodes[static_cast<size_t>(node)];
  return static_cast<double>(row[split.feature]) <= split.threshold ? node + 1 : split.right;
}

}  // namespace

std::span<const int32_t> DecisionTree::CountsOf(int64_t node) const {
  return std::span(counts).subspan(static_cast<size_t>(node * Classes()), class_weights.size());
}

int64_t DecisionTree::RowsOf(int64_t node) const {
  const auto of_node = CountsOf(node);
  return std::accumulate(of_node.begin(), of_node.end(), int64_t{0});
}

double DecisionTree::ImpurityOf(int64_t node) const {
  return Impurity(criterion, CountsOf(node), class_weights);
}

int32_t MajorityClass(std::span<const int32_t> counts, std::span<const double> weights) {
  size_t best = 0;
  for (size_t c = 1; c < counts.size(); ++c) {
    if (counts[c] * weights[c] > counts[best] * weights[best]) best = c;
  }
  return static_cast<int32_t>(best);
}

TreeSize SizeAt(const DecisionTree& tree, int64_t depth) {
  TreeSize size;
  for (const TreeNode& node : tree.nodes) {
    if (node.depth > depth) continue;
    ++size.nodes;
    size.leaves += node.is_leaf() || node.depth == depth ? 1 : 0;
    size.depth = std::max<int64_t>(size.depth, node.depth);
  }
  return size;
}

DecisionTree CutAt(const DecisionTree& tree, int64_t depth) {
  DecisionTree cut = tree;
  cut.nodes.clear();
  cut.counts.clear();
  std::vector<int32_t> number(tree.nodes.size(), 0);  // of each node that stays
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].depth > depth) continue;
    number[i] = static_cast<int32_t>(cut.nodes.size());
    cut.nodes.push_back(tree.nodes[i]);
    const auto counts = tree.CountsOf(static_cast<int64_t>(i));
    cut.counts.insert(cut.counts.end(), counts.begin(), counts.end());
  }
  for (TreeNode& node : cut.nodes) {
    if (node.is_leaf()) continue;
    if (node.depth < depth) {
      node.right = number[static_cast<size_t>(node.right)];
    } else {
      node = {.depth = node.depth, .majority = node.majority};
    }
  }
  return cut;
}

int64_t LeafOf(const DecisionTree& tree, const float* row) {
  int64_t node = 0;
  while (!tree.nodes[static_cast<size_t>(node)].is_leaf()) node = Child(tree, node, row);
  return node;
}

std::vector<std::vector<int32_t>> PredictAt(const DecisionTree& tree, ConstMatrix x,
                                            std::span<const int64_t> depths) {
  std::vector<size_t> order(depths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return depths[a] < depths[b]; });
  std::vector<std::vector<int32_t>> predictions(depths.size(),
                                                std::vector<int32_t>(static_cast<size_t>(x.rows)));
  for (int64_t r = 0; r < x.rows; ++r) {
    int64_t node = 0;
    for (const size_t d : order) {
      const auto goes_on = [&](const TreeNode& at) {
        return !at.is_leaf() && at.depth < depths[d];
      };
      while (goes_on(tree.nodes[static_cast<size_t>(node)])) node = Child(tree, node, x.row(r));
      predictions[d][static_cast<size_t>(r)] = tree.nodes[static_cast<size_t>(node)].majority;
    }
  }
  return predictions;
}

}  // namespace gridfold
