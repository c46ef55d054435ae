// Fully connected layer: y = f(x W + b), f = identity or relu; x [rows x inputs], W [inputs x
// units], b [units]. Backwards, with d = dL/dy masked by relu: dW = x^T d, db = column sums of d,
// dx = d W^T (Rumelhart, Hinton and Williams 1986).
#pragma once

#include <vector>

#include "worker/model/network/layer_op.h"

namespace gridfold {

class DenseOp : public LayerOp {
 public:
  DenseOp(int64_t inputs, int64_t units, bool relu) : inputs_(inputs), units_(units), relu_(relu) {}
  std::vector<ParameterShape> Shapes() const override;
  // Glorot-uniform weights, zero biases.
  void Initialize(uint64_t seed) override;
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  int64_t inputs_, units_;
  bool relu_;
};

}  // namespace gridfold
