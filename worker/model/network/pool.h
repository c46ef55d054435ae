// Pooling over windows inside the picture, each channel by itself (Keras' "valid" padding). Max:
// the gradient goes to the largest pixel, the first of equal ones (row by row), whose place the
// forward pass notes. Average: the gradient is shared evenly. Not oneDNN's: these take over the
// backward pass of a relu before them, which then costs a quarter.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/model/network/layer_op.h"
#include "worker/model/network/window.h"

namespace gridfold {

class MaxPoolOp : public LayerOp {
 public:
  MaxPoolOp(const Layout& input, int64_t kernel, int64_t stride, int64_t batch_rows_max);
  const Layout& output() const override { return output_; }
  ResultUse UsesResult() const override {
    return masks_relu_ && !of_four_ ? ResultUse::kSigns : ResultUse::kNothing;
  }
  // The largest of values that are not negative is positive where its gradient passes.
  bool CanAbsorbRelu() const override { return true; }
  void AbsorbRelu() override { masks_relu_ = true; }
  bool PoolsFour() const override { return of_four_; }
  bool TakesBlocks() const override { return true; }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Window window_;
  Layout input_, output_;
  bool of_four_;  // windows of 2 x 2 have loops of their own
  bool masks_relu_ = false;
  // Of each output element the largest one's place in the window; one of the two.
  std::vector<uint8_t> places_of_four_;
  std::vector<int32_t> places_;
};

class AveragePoolOp : public LayerOp {
 public:
  AveragePoolOp(const Layout& input, int64_t kernel, int64_t stride);
  const Layout& output() const override { return output_; }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Window window_;
  Layout input_, output_;
};

// The mean of each channel's pixels: a picture becomes a row of its channels (Lin et al. 2014).
class GlobalAveragePoolOp : public LayerOp {
 public:
  // `lanes`: of the result's layout.
  GlobalAveragePoolOp(const Layout& input, int64_t lanes);
  const Layout& output() const override { return output_; }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  Layout input_, output_;
};

}  // namespace gridfold
