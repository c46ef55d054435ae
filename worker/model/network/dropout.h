// Inverted dropout: while training each element is zeroed with probability `rate`, the others are
// divided by 1 - rate, so that the expected value stays; otherwise nothing happens (Srivastava et
// al. 2014, section 10). Which elements go is a hash of (seed, layer, step, element as it is
// stored): no state, so the mask depends on nothing else and is made again when going backwards.
#pragma once

#include "worker/model/network/layer_op.h"

namespace gridfold {

class DropoutOp : public LayerOp {
 public:
  // `rate` in [0, 1); `layer` tells several dropouts of a network apart.
  DropoutOp(const Layout& input, double rate, uint64_t layer);
  const Layout& output() const override { return layout_; }
  void Seed(uint64_t seed) override { seed_ = seed; }
  bool InPlace() const override { return true; }
  ResultUse LeavesOfSource() const override { return ResultUse::kSigns; }
  // What a relu lets through and the mask keeps is positive: no mask is made again.
  bool CanAbsorbRelu() const override { return true; }
  void AbsorbRelu() override { masks_relu_ = true; }
  ResultUse UsesResult() const override {
    return masks_relu_ ? ResultUse::kSigns : ResultUse::kNothing;
  }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  void ApplyMask(const Pass& pass, const float* from, float* to) const;

  Layout layout_;
  bool masks_relu_ = false;
  uint32_t threshold_;  // an element whose hash is below goes: rate * 2^32
  float scale_;         // 1 / (1 - rate)
  uint64_t layer_, seed_ = 0;
};

}  // namespace gridfold
