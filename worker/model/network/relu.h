// `activation: relu` as a layer of its own: y = max(x, 0), dx = dy where y > 0 (Nair and Hinton
// 2010). Dense and convolution layers fuse theirs instead.
#pragma once

#include "worker/model/network/elementwise.h"
#include "worker/model/network/layer_op.h"

namespace gridfold {

class ReluOp : public LayerOp {
 public:
  explicit ReluOp(int64_t size) : size_(size) {}
  bool InPlace() const override { return true; }
  void Forward(const Pass& pass, const float* src, float* dst) override {
    Relu(dst, pass.rows * size_);
  }
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override {
    if (diff_src != nullptr) MaskByRelu(diff_src, dst, pass.rows * size_);
  }

 private:
  int64_t size_;
};

}  // namespace gridfold
