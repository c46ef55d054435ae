// Fully connected layer: y = f(x W + b); x [rows x inputs], W [inputs x units], b [units].
// Backwards, with d = dL/dy f'(y): dW = x^T d, db = column sums of d, dx = d W^T (Rumelhart, Hinton
// and Williams 1986). Rows of W are stored in the order of the input's layout, columns are padded
// to whole vectors: both stay zero. By matrix products: oneDNN's inner product, measured beside
// them at 32 and 128 rows, is as fast for large layers and up to a hundred times slower for small
// ones.
#pragma once

#include <vector>

#include "worker/model/network/activation.h"
#include "worker/model/network/layer_op.h"

namespace gridfold {

class DenseOp : public LayerOp {
 public:
  // `lanes`: of the result's layout.
  DenseOp(const Layer& layer, const Layout& input, int64_t lanes);
  const Layout& output() const override { return output_; }
  std::vector<TensorShape> Tensors() const override;
  std::vector<int64_t> Places(size_t tensor) const override;
  void Initialize(uint64_t seed, size_t tensor, std::span<float> values) const override;
  // One panel's gradients, for a listener.
  int64_t ScratchFloats() const override { return panel_rows_ * units_; }
  void SetScratch(float* scratch) override { panel_ = scratch; }
  ResultUse UsesResult() const override {
    return relu_is_left_ ? ResultUse::kNothing : ResultUseOf(function_);
  }
  bool EndsWithRelu() const override { return function_.kind == Activation::kRelu; }
  void LeaveReluToNext() override { relu_is_left_ = true; }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  // Of the weights of inputs first to end - 1.
  void WeightGradient(const Pass& pass, const float* src, const float* diff_dst, int64_t first,
                      int64_t end);

  Layout input_, output_;
  int64_t inputs_, units_;  // stored, with padding
  int64_t panel_rows_;      // of the weights, whose gradients are computed at a time
  float* panel_ = nullptr;
  Initializer initializer_;
  ActivationFunction function_;
  bool relu_is_left_ = false;
};

}  // namespace gridfold
