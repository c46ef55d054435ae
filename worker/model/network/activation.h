// Activation functions, element by element, forwards and backwards. Pure.
// relu (Nair and Hinton 2010): max(x, 0). leaky_relu (Maas et al. 2013): x or alpha x below 0. elu
// (Clevert et al. 2016): x or alpha (e^x - 1) below 0. tanh. sigmoid: 1 / (1 + e^-x).
#pragma once

#include <cstdint>

#include "common/spec/layer.h"
#include "worker/model/network/layer_op.h"

namespace gridfold {

struct ActivationFunction {
  Activation kind = Activation::kNone;
  float alpha = 0;
};

// Of a layer; softmax is the loss's and counts as none.
ActivationFunction ActivationOf(const Layer& layer);

// dst = f(src), which may be the same; in padding zero where f(0) is not. A NaN stays one, so that
// a diverged training is seen.
void Activate(const ActivationFunction& function, const Layout& layout, int64_t rows,
              const float* src, float* dst);
// diff_src = diff_dst f'(x), from y = f(x); diff_src may be diff_dst. Errors of y in the last digit
// are those of the derivative.
void ActivateBackward(const ActivationFunction& function, int64_t count, const float* y,
                      const float* diff_dst, float* diff_src);
// What of y the backward pass reads.
ResultUse ResultUseOf(const ActivationFunction& function);

// `activation: ...` as a layer of its own.
class ActivationOp : public LayerOp {
 public:
  ActivationOp(const Layout& input, const ActivationFunction& function)
      : layout_(input), function_(function) {}
  const Layout& output() const override { return layout_; }
  bool InPlace() const override { return true; }
  ResultUse UsesResult() const override { return ResultUseOf(function_); }
  void Forward(const Pass& pass, const float* src, float* dst) override {
    Activate(function_, layout_, pass.rows, src, dst);
  }
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override {
    if (diff_src == nullptr) return;
    ActivateBackward(function_, pass.rows * layout_.Size(), dst, diff_dst, diff_src);
  }

 private:
  Layout layout_;
  ActivationFunction function_;
};

}  // namespace gridfold
