#include "worker/model/tree/grow_tree.h"

#include <algorithm>
#include <utility>

#include "worker/model/tree/node_rows.h"
#include "worker/model/tree/sorted_columns.h"
#include "worker/model/tree/split_score.h"
#include "worker/model/tree/split_search.h"

namespace gridfold {
namespace {

// Class counts of all nodes: 4 GiB.
constexpr int64_t kCountsMax = int64_t{1} << 30;
// Rounding errors of an impurity, as in scikit-learn.
constexpr double kEpsilon = 2.220446049250313e-16;

// A node that is not in the tree yet: nodes are numbered when their turn comes.
struct OpenNode {
  NodeRows rows;
  std::vector<int32_t> counts;  // [classes]
  int32_t depth = 0;
  int64_t parent = -1;  // of a right child, which the parent does not know yet
  bool is_leaf = true;
  FeatureOrder order = FeatureOrder::OfRoot();
};

template <typename Score>
class Grower {
 public:
  Grower(std::span<const int32_t> y, const TreeSettings& settings, RowPartition& rows, Score& score,
         DecisionTree& tree, const std::atomic<bool>* stop)
      : y_(y), settings_(settings), rows_(rows), score_(score), tree_(tree), stop_(stop) {}

  Status Grow() {
    OpenNode root = Open(rows_.Root(), 0, std::vector<int32_t>(Classes(), 0));
    for (const int32_t c : y_) ++root.counts[static_cast<size_t>(c)];
    root.is_leaf = IsLeaf(root.counts, 0);
    root_weight_ = WeightOf(root.counts, tree_.class_weights);
    std::vector<OpenNode> open;
    open.push_back(std::move(root));
    while (!open.empty()) {
      if (stop_ != nullptr && *stop_) return Cancelled("tree: stopped");
      const OpenNode node = std::move(open.back());
      open.pop_back();
      GF_RETURN_IF_ERROR(Number(node));
      if (!node.is_leaf) Split(node, open);
    }
    return absl::OkStatus();
  }

 private:
  size_t Classes() const { return tree_.class_weights.size(); }

  static OpenNode Open(NodeRows rows, int32_t depth, std::vector<int32_t> counts) {
    OpenNode node;
    node.rows = std::move(rows);
    node.depth = depth;
    node.counts = std::move(counts);
    return node;
  }

  bool IsLeaf(std::span<const int32_t> counts, int64_t depth) const {
    int64_t rows = 0, most = 0;
    for (const int32_t count : counts) {
      rows += count;
      most = std::max<int64_t>(most, count);
    }
    return depth >= settings_.max_depth || rows < settings_.min_samples_split ||
           rows / 2 < settings_.min_samples_leaf || most == rows;
  }

  Status Number(const OpenNode& node) {
    if (static_cast<int64_t>(tree_.counts.size() + Classes()) > kCountsMax) {
      return ResourceExhausted("tree: expected at most {} class counts, found more than {} nodes",
                               kCountsMax, tree_.nodes.size());
    }
    const auto number = static_cast<int32_t>(tree_.nodes.size());
    if (node.parent >= 0) tree_.nodes[static_cast<size_t>(node.parent)].right = number;
    TreeNode& added = tree_.nodes.emplace_back();
    added.depth = node.depth;
    added.majority = MajorityClass(node.counts, tree_.class_weights);
    tree_.counts.insert(tree_.counts.end(), node.counts.begin(), node.counts.end());
    return absl::OkStatus();
  }

  SplitChoice Choose(const OpenNode& node) {
    score_.StartNode(node.counts);
    SplitSearch<Score> search(score_, y_, node.rows.Count(), settings_.min_samples_leaf,
                              node.order);
    for (const ColumnRange& range : node.rows.columns) {
      search.Try(rows_.column(range.feature), range);
    }
    return search.choice();
  }

  bool IsWorth(const std::vector<int32_t>& all, const std::vector<int32_t>& left,
               const std::vector<int32_t>& right) const {
    const auto weighted = [&](const std::vector<int32_t>& counts) {
      return WeightOf(counts, tree_.class_weights) *
             Impurity(settings_.criterion, counts, tree_.class_weights);
    };
    const double decrease = (weighted(all) - weighted(left) - weighted(right)) / root_weight_;
    return decrease + kEpsilon >= settings_.min_impurity_decrease;
  }

  // The last node of the tree is `node`: it becomes a split, and its children are opened.
  void Split(const OpenNode& node, std::vector<OpenNode>& open) {
    const SplitChoice choice = Choose(node);
    if (choice.feature < 0) return;
    const auto range = std::lower_bound(
        node.rows.columns.begin(), node.rows.columns.end(), choice.feature,
        [](const ColumnRange& column, int32_t feature) { return column.feature < feature; });
    std::vector<int32_t> left(Classes(), 0), right = node.counts;
    rows_.Mark(node.rows, *range, choice.threshold, y_, left);
    for (size_t c = 0; c < right.size(); ++c) right[c] -= left[c];
    if (!IsWorth(node.counts, left, right)) return;
    TreeNode& split = tree_.nodes.back();
    split.feature = choice.feature;
    split.threshold = choice.threshold;
    const int32_t depth = node.depth + 1;
    const bool left_is_leaf = IsLeaf(left, depth), right_is_leaf = IsLeaf(right, depth);
    auto children = rows_.Divide(node.rows, !left_is_leaf, !right_is_leaf);
    open.push_back(Open(std::move(children.right), depth, std::move(right)));
    open.back().is_leaf = right_is_leaf;
    open.back().order = node.order.OfChild(/*left=*/false);
    open.back().parent = static_cast<int64_t>(tree_.nodes.size()) - 1;
    open.push_back(Open(std::move(children.left), depth, std::move(left)));
    open.back().is_leaf = left_is_leaf;
    open.back().order = node.order.OfChild(/*left=*/true);
  }

  const std::span<const int32_t> y_;
  const TreeSettings& settings_;
  RowPartition& rows_;
  Score& score_;
  DecisionTree& tree_;
  const std::atomic<bool>* const stop_;
  double root_weight_ = 0;
};

template <typename Score>
Status GrowWith(Score score, std::span<const int32_t> y, const TreeSettings& settings,
                RowPartition& rows, DecisionTree& tree, const std::atomic<bool>* stop) {
  return Grower<Score>(y, settings, rows, score, tree, stop).Grow();
}

}  // namespace

StatusOr<DecisionTree> GrowTree(ConstMatrix x, std::span<const int32_t> y, int64_t classes,
                                const TreeSettings& settings, const std::atomic<bool>* stop) {
  if (x.rows < 1 || x.cols < 1) {
    return InvalidArgument("tree: expected rows and features, found {} x {}", x.rows, x.cols);
  }
  GF_ASSIGN_OR_RETURN(std::vector<SortedColumn> columns, SortColumns(x, stop));
  RowPartition rows(x.rows, std::move(columns));
  DecisionTree tree;
  tree.criterion = settings.criterion;
  tree.features = x.cols;
  const auto width = static_cast<size_t>(classes);
  tree.class_weights.assign(width, 1.0);
  Status grown;
  if (!settings.class_weights.empty()) {
    tree.class_weights = settings.class_weights;
    grown = GrowWith(WeightedScore(settings.criterion, settings.class_weights), y, settings, rows,
                     tree, stop);
  } else if (settings.criterion == Criterion::kGini) {
    grown = GrowWith(CountScore<Criterion::kGini>(x.rows, width), y, settings, rows, tree, stop);
  } else {
    grown = GrowWith(CountScore<Criterion::kEntropy>(x.rows, width), y, settings, rows, tree, stop);
  }
  GF_RETURN_IF_ERROR(grown);
  return tree;
}

}  // namespace gridfold
