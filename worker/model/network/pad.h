// `pad: n`: n rows and columns of zeros on each side of a picture.
#pragma once

#include "worker/model/network/layer_op.h"

namespace gridfold {

class PadOp : public LayerOp {
 public:
  PadOp(const Layout& input, int64_t pad);
  const Layout& output() const override { return output_; }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Layout input_, output_;
  int64_t pad_;
};

}  // namespace gridfold
