#include "worker/model/tree/tree_model.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace gridfold {
namespace {

struct NodeTensors {
  std::vector<int32_t> right, feature;
  std::vector<double> threshold;
};

StatusOr<NodeTensors> LoadNodes(const TensorFile& file) {
  NodeTensors tensors;
  GF_ASSIGN_OR_RETURN(tensors.right, file.Ints("model.right", {-1}));
  const auto nodes = static_cast<int64_t>(tensors.right.size());
  if (nodes == 0) return DataLoss("model.right: expected at least one node, found none");
  GF_ASSIGN_OR_RETURN(tensors.feature, file.Ints("model.feature", {nodes}));
  GF_ASSIGN_OR_RETURN(tensors.threshold, file.Doubles("model.threshold", {nodes}));
  return tensors;
}

Status LoadHead(const TensorFile& file, DecisionTree& tree) {
  GF_ASSIGN_OR_RETURN(const std::string name, file.Text("model.criterion"));
  const auto criterion = CriterionFromName(name);
  if (!criterion.ok()) return DataLoss("model.{}", Message(criterion.status()));
  tree.criterion = *criterion;
  GF_ASSIGN_OR_RETURN(const auto features, file.Ints("model.features", {1}));
  if (features[0] < 1) return DataLoss("model.features: expected 1 or more, found {}", features[0]);
  tree.features = features[0];
  GF_ASSIGN_OR_RETURN(tree.class_weights, file.Doubles("model.class_weights", {-1}));
  if (tree.class_weights.empty()) return DataLoss("model.class_weights: expected one or more");
  for (const double weight : tree.class_weights) {
    if (weight > 0 && std::isfinite(weight)) continue;
    return DataLoss("model.class_weights: expected numbers above 0, found {}", weight);
  }
  return absl::OkStatus();
}

// No negative count, and rows in every node, so that shares can be made of them.
Status LoadCounts(const TensorFile& file, int64_t nodes, DecisionTree& tree) {
  GF_ASSIGN_OR_RETURN(tree.counts, file.Ints("model.counts", {nodes, tree.Classes()}));
  for (const int32_t count : tree.counts) {
    if (count < 0) return DataLoss("model.counts: expected no negative, found {}", count);
  }
  for (int64_t node = 0; node < nodes; ++node) {
    if (tree.RowsOf(node) == 0) return DataLoss("model.counts: expected rows in node {}", node);
  }
  return absl::OkStatus();
}

// The nodes in their order: each is the left child of the one before, or the right child that an
// earlier split names. What does not add up so is no tree.
Status LinkNodes(const NodeTensors& tensors, DecisionTree& tree) {
  struct Awaited {
    size_t number;
    int32_t depth;
  };
  std::vector<Awaited> right_children = {{0, 0}};
  int32_t depth = 0;
  for (size_t i = 0; i < tensors.right.size(); ++i) {
    TreeNode& node = tree.nodes[i];
    const bool after_leaf = i == 0 || tree.nodes[i - 1].is_leaf();
    if (after_leaf) {
      if (right_children.empty() || right_children.back().number != i) {
        return DataLoss("model.right: expected node {} to be a right child", i);
      }
      depth = right_children.back().depth;
      right_children.pop_back();
    }
    node.depth = depth++;
    if (tensors.right[i] == 0) continue;
    const bool is_finite = std::isfinite(tensors.threshold[i]);
    if (tensors.right[i] < 0 || tensors.feature[i] < 0 || tensors.feature[i] >= tree.features ||
        !is_finite) {
      return DataLoss(
          "node {}: expected a later node, a feature of {} and a number, found {}, {}, {}", i,
          tree.features, tensors.right[i], tensors.feature[i], tensors.threshold[i]);
    }
    node.right = tensors.right[i];
    node.feature = tensors.feature[i];
    node.threshold = tensors.threshold[i];
    right_children.push_back({static_cast<size_t>(node.right), depth});
  }
  if (right_children.empty() && tree.nodes.back().is_leaf()) return absl::OkStatus();
  return DataLoss("model.right: expected a whole tree, found {} nodes of one", tree.nodes.size());
}

}  // namespace

TreeModel::TreeModel(DecisionTree tree) : tree_(std::move(tree)) { GF_CHECK(!tree_.nodes.empty()); }

std::vector<int32_t> TreeModel::Predict(ConstMatrix x) {
  GF_CHECK(x.cols == tree_.features);
  const int64_t depth = std::numeric_limits<int32_t>::max();
  return std::move(PredictAt(tree_, x, std::span(&depth, 1)).front());
}

StatusOr<ClassProbabilities> TreeModel::Probabilities(ConstMatrix x) {
  GF_CHECK(x.cols == tree_.features);
  ClassProbabilities result;
  result.classes.resize(tree_.class_weights.size());
  std::iota(result.classes.begin(), result.classes.end(), 0);
  for (int64_t r = 0; r < x.rows; ++r) {
    const auto counts = tree_.CountsOf(LeafOf(tree_, x.row(r)));
    const double total = WeightOf(counts, tree_.class_weights);
    for (size_t c = 0; c < counts.size(); ++c) {
      result.values.push_back(counts[c] * tree_.class_weights[c] / total);
    }
  }
  return result;
}

void TreeModel::Save(TensorFile& file) const {
  const auto nodes = static_cast<int64_t>(tree_.nodes.size());
  const int32_t features[] = {static_cast<int32_t>(tree_.features)};
  NodeTensors tensors;
  for (const TreeNode& node : tree_.nodes) {
    tensors.right.push_back(node.right);
    tensors.feature.push_back(node.feature);
    tensors.threshold.push_back(node.threshold);
  }
  file.SetText("model.type", Type());
  file.SetText("model.criterion", CriterionName(tree_.criterion));
  file.Set("model.features", {1}, std::span<const int32_t>(features));
  file.Set("model.class_weights", {tree_.Classes()}, std::span<const double>(tree_.class_weights));
  file.Set("model.right", {nodes}, std::span<const int32_t>(tensors.right));
  file.Set("model.feature", {nodes}, std::span<const int32_t>(tensors.feature));
  file.Set("model.threshold", {nodes}, std::span<const double>(tensors.threshold));
  file.Set("model.counts", {nodes, tree_.Classes()}, std::span<const int32_t>(tree_.counts));
}

StatusOr<std::unique_ptr<Model>> TreeModel::Load(const TensorFile& file) {
  DecisionTree tree;
  GF_RETURN_IF_ERROR(LoadHead(file, tree));
  GF_ASSIGN_OR_RETURN(const NodeTensors tensors, LoadNodes(file));
  tree.nodes.resize(tensors.right.size());
  GF_RETURN_IF_ERROR(LinkNodes(tensors, tree));
  GF_RETURN_IF_ERROR(LoadCounts(file, static_cast<int64_t>(tree.nodes.size()), tree));
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    tree.nodes[i].majority =
        MajorityClass(tree.CountsOf(static_cast<int64_t>(i)), tree.class_weights);
  }
  return std::unique_ptr<Model>(std::make_unique<TreeModel>(std::move(tree)));
}

}  // namespace gridfold
