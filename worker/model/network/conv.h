// Convolution (cross-correlation, as every framework has it): y[p, f] = g(b[f] + sum over dy, dx, c
// of x[p * stride + (dy, dx), c] W[dy, dx, c, f]) (LeCun et al. 1998, section II), g an activation.
// The arithmetic is oneDNN's (onednn/convolution.h); a relu is part of its forward pass.
#pragma once

#include <vector>

#include "worker/model/network/activation.h"
#include "worker/model/network/layer_op.h"
#include "worker/model/network/layer_place.h"
#include "worker/model/network/onednn/convolution.h"
#include "worker/model/network/window.h"

namespace gridfold {

class ConvOp : public LayerOp {
 public:
  ConvOp(const Layer& layer, const LayerPlace& place);
  const Layout& output() const override { return output_; }
  // weights [kernel, kernel, channels, filters], bias [filters]: Keras' layout.
  std::vector<TensorShape> Tensors() const override;
  std::vector<int64_t> Places(size_t tensor) const override;
  // Fans count the kernel's pixels.
  void Initialize(uint64_t seed, size_t tensor, std::span<float> values) const override;
  void Prepare(int64_t rows, bool training) override { convolution_.Prepare(rows, training); }
  int64_t ScratchFloats() const override;
  void SetScratch(float* scratch) override;
  ResultUse UsesResult() const override;
  bool EndsWithRelu() const override { return function_.kind == Activation::kRelu; }
  void LeaveReluToNext() override { relu_is_left_ = true; }
  // When the next layer does the relu's part of the backward pass, as many rows as keep the result
  // in the nearer caches. Not where Winograd's algorithm is chosen, which wants many rows: it
  // transforms the weights every time.
  int64_t BlockRows() const override;
  std::vector<std::string> Implementations() const override {
    return convolution_.Implementations();
  }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Window window_;
  Layout output_;
  Initializer initializer_;
  ActivationFunction function_;
  Convolution convolution_;
  bool blocks_pay_;
  float* block_gradients_ = nullptr;  // of one block, in the scratch memory
  bool relu_is_left_ = false;
};

}  // namespace gridfold
