// A tree grown by trying every split of every node from scratch.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "worker/model/tree/decision_tree.h"
#include "worker/model/tree/grow_tree.h"
#include "worker/model/tree/split_search.h"

namespace gridfold {

class NaiveTree {
 public:
  NaiveTree(ConstMatrix x, std::span<const int32_t> y, int64_t classes,
            const TreeSettings& settings)
      : x_(x), y_(y), settings_(settings) {
    tree_.criterion = settings.criterion;
    tree_.features = x.cols;
    tree_.class_weights = settings.class_weights;
    if (tree_.class_weights.empty()) {
      tree_.class_weights.assign(static_cast<size_t>(classes), 1.0);
    }
    std::vector<int64_t> rows;
    for (int64_t r = 0; r < x.rows; ++r) rows.push_back(r);
    weight_ = WeightOf(Counts(rows), tree_.class_weights);
    Grow(rows, 0, FeatureOrder::OfRoot());
  }

  const DecisionTree& tree() const { return tree_; }

 private:
  using Rows = std::vector<int64_t>;
  struct Best {
    int64_t feature = -1;
    double threshold = 0, impurity = 0;
  };

  std::vector<int32_t> Counts(const Rows& rows) const {
    std::vector<int32_t> counts(tree_.class_weights.size(), 0);
    for (const int64_t r : rows) ++counts[static_cast<size_t>(y_[static_cast<size_t>(r)])];
    return counts;
  }

  double Weighted(const Rows& rows) const {
    const auto counts = Counts(rows);
    return WeightOf(counts, tree_.class_weights) *
           Impurity(settings_.criterion, counts, tree_.class_weights);
  }

  void Divide(const Rows& rows, int64_t feature, double threshold, Rows& left, Rows& right) const {
    for (const int64_t r : rows) {
      (static_cast<double>(x_.row(r)[feature]) <= threshold ? left : right).push_back(r);
    }
  }

  // Different splits of a few hundred rows differ by more than rounding errors do.
  static bool IsBetter(int64_t feature, double impurity, const Best& best, FeatureOrder order) {
    if (best.feature < 0 || impurity < best.impurity - 1e-9) return true;
    return impurity < best.impurity + 1e-9 && order.Rank(feature) < order.Rank(best.feature);
  }

  Best Search(const Rows& rows, FeatureOrder order) const {
    Best best;
    for (int64_t k = 0; k < x_.cols; ++k) {
      std::set<float> values;
      for (const int64_t r : rows) values.insert(x_.row(r)[k]);
      for (auto high = values.begin(); high != values.end(); ++high) {
        if (high == values.begin() || *high <= *std::prev(high) + kValueGap) continue;
        const double threshold = (static_cast<double>(*std::prev(high)) + *high) / 2;
        Rows left, right;
        Divide(rows, k, threshold, left, right);
        const auto fewest = static_cast<int64_t>(std::min(left.size(), right.size()));
        if (fewest < settings_.min_samples_leaf) continue;
        const double impurity = Weighted(left) + Weighted(right);
        if (IsBetter(k, impurity, best, order)) best = {k, threshold, impurity};
      }
    }
    return best;
  }

  void Grow(const Rows& rows, int32_t depth, FeatureOrder order) {
    const size_t number = tree_.nodes.size();
    const auto counts = Counts(rows);
    TreeNode& node = tree_.nodes.emplace_back();
    node.depth = depth;
    node.majority = MajorityClass(counts, tree_.class_weights);
    tree_.counts.insert(tree_.counts.end(), counts.begin(), counts.end());
    const auto size = static_cast<int64_t>(rows.size());
    if (depth >= settings_.max_depth || size < settings_.min_samples_split) return;
    if (*std::max_element(counts.begin(), counts.end()) == size) return;
    const Best best = Search(rows, order);
    if (best.feature < 0) return;
    const double decrease = (Weighted(rows) - best.impurity) / weight_;
    if (decrease < settings_.min_impurity_decrease - 1e-12) return;
    Rows left, right;
    Divide(rows, best.feature, best.threshold, left, right);
    node.feature = static_cast<int32_t>(best.feature);
    node.threshold = best.threshold;
    Grow(left, depth + 1, order.OfChild(true));
    tree_.nodes[number].right = static_cast<int32_t>(tree_.nodes.size());
    Grow(right, depth + 1, order.OfChild(false));
  }

  const ConstMatrix x_;
  const std::span<const int32_t> y_;
  const TreeSettings settings_;
  DecisionTree tree_;
  double weight_ = 0;
};

// "0: feature 2 <= 0.5 [3 4 5], right 7" for each node: what two trees are compared by.
inline std::vector<std::string> Lines(const DecisionTree& tree) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    const TreeNode& node = tree.nodes[i];
    std::string line =
        fmt::format("{} at {}: feature {} <= {}, right {}, class {}, rows", i, node.depth,
                    node.feature, node.threshold, node.right, node.majority);
    for (const int32_t count : tree.CountsOf(static_cast<int64_t>(i))) {
      line += fmt::format(" {}", count);
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace gridfold
