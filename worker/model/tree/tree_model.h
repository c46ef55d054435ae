// A fitted decision tree as a model.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/model.h"
#include "worker/model/tree/decision_tree.h"

namespace gridfold {

// In a model file: texts `model.type` ("tree") and `model.criterion`; tensors `model.features` i32
// [1], `model.class_weights` f64 [classes], and for the n nodes in the order of DecisionTree
// `model.right` i32 [n] (0 for a leaf), `model.feature` i32 [n] (-1 for a leaf), `model.threshold`
// f64 [n], `model.counts` i32 [n x classes].
class TreeModel : public Model {
 public:
  explicit TreeModel(DecisionTree tree);

  std::string Type() const override { return "tree"; }
  int64_t Features() const override { return tree_.features; }
  // x has as many columns as the rows of training.
  std::vector<int32_t> Predict(ConstMatrix x) override;
  // The weighted shares of the classes among the training rows of each row's leaf.
  StatusOr<ClassProbabilities> Probabilities(ConstMatrix x) override;
  void Save(TensorFile& file) const override;

  const DecisionTree& tree() const { return tree_; }

  // The model that Save wrote; DataLoss when something is missing, not finite, or does not fit
  // together.
  static StatusOr<std::unique_ptr<Model>> Load(const TensorFile& file);

 private:
  const DecisionTree tree_;
};

}  // namespace gridfold
