// Pooling without padding: max_pool takes each window's largest value and gives its gradient to the
// first pixel that has it; average_pool takes the mean and divides its gradient evenly (LeCun et
// al. 1998; Ranzato et al. 2007). Rows and columns that no window reaches get no gradient.
#pragma once

#include <vector>

#include "worker/model/network/layer_op.h"
#include "worker/model/network/window.h"

namespace gridfold {

class MaxPoolOp : public LayerOp {
 public:
  MaxPoolOp(const Window& window, int64_t batch_rows_max);
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Window window_;
  // Of each output, the place in its window (dy * kernel + dx) that the last Forward took.
  std::vector<int32_t> places_;
};

class AveragePoolOp : public LayerOp {
 public:
  explicit AveragePoolOp(const Window& window) : window_(window) {}
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Window window_;
};

}  // namespace gridfold
