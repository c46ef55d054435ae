#include "worker/model/tree/tree_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace gridfold {
namespace {

std::string Indent(int64_t depth) {
  std::string indent;
  for (int64_t i = 0; i < depth; ++i) indent += "|   ";
  return indent + "|--- ";
}

}  // namespace

std::vector<int32_t> LevelsBelow(const DecisionTree& tree) {
  std::vector<int32_t> levels(tree.nodes.size(), 0);
  for (size_t i = tree.nodes.size(); i-- > 0;) {  // children come after their parents
    const TreeNode& node = tree.nodes[i];
    if (node.is_leaf()) continue;
    levels[i] = 1 + std::max(levels[i + 1], levels[static_cast<size_t>(node.right)]);
  }
  return levels;
}

std::string TreeText(const DecisionTree& tree, std::span<const std::string> classes,
                     int64_t depth_max) {
  const std::vector<int32_t> levels = LevelsBelow(tree);
  // What is still to be written: a node, and before it the side of its parent's split.
  struct Part {
    int64_t node, parent;
  };
  std::vector<Part> open = {{0, -1}};
  std::string text;
  const auto out = std::back_inserter(text);
  while (!open.empty()) {
    const auto [number, parent] = open.back();
    open.pop_back();
    const TreeNode& node = tree.nodes[static_cast<size_t>(number)];
    if (parent >= 0) {
      const TreeNode& split = tree.nodes[static_cast<size_t>(parent)];
      fmt::format_to(out, "{}feature_{} {} {:.6g}\n", Indent(split.depth), split.feature,
                     number == parent + 1 ? "<=" : "> ", split.threshold);
    }
    if (!node.is_leaf() && node.depth < depth_max) {
      open.push_back({node.right, number});
      open.push_back({number + 1, number});
      continue;
    }
    const auto majority = static_cast<size_t>(node.majority);
    fmt::format_to(out, "{}class: {}, {} of {} rows", Indent(node.depth), classes[majority],
                   tree.CountsOf(number)[majority], tree.RowsOf(number));
    const int32_t below = levels[static_cast<size_t>(number)];
    if (below > 0) fmt::format_to(out, " ({} more level{})", below, below == 1 ? "" : "s");
    text += '\n';
  }
  return text;
}

}  // namespace gridfold
