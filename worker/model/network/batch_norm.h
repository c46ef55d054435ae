// Batch normalisation: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, for each channel of
// a picture over rows and pixels, for each value of a row over the rows (Ioffe and Szegedy 2015,
// algorithm 1; backwards the equations of section 3). While training mean and (biased) variance are
// the batch's, and running ones follow: running = momentum running + (1 - momentum) batch, Keras
// 3's rule. Otherwise they are the running ones.
#pragma once

#include <vector>

#include "worker/model/network/layer_op.h"

namespace gridfold {

class BatchNormOp : public LayerOp {
 public:
  BatchNormOp(const Layout& input, double momentum, double epsilon);
  const Layout& output() const override { return output_; }
  // gamma, beta; state moving_mean, moving_variance; all [channels].
  std::vector<TensorShape> Tensors() const override;
  std::vector<int64_t> Places(size_t tensor) const override;
  // gamma and the variance begin at one.
  void Initialize(uint64_t seed, size_t tensor, std::span<float> values) const override;
  void Prepare(int64_t rows, bool training) override;
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;
  // It reads the relu's result anyway.
  bool CanAbsorbRelu() const override { return true; }
  void AbsorbRelu() override { masks_relu_ = true; }
  // Its own result is read by the pool alone.
  bool CanAbsorbPool() const override;
  void AbsorbPool(const Layout& pooled) override;
  void UpdateState() override;

 private:
  std::span<float> Gamma() { return parameters_.first(channels_); }
  std::span<float> Beta() { return parameters_.subspan(channels_); }
  std::span<float> RunningMean() { return state_.first(channels_); }
  std::span<float> RunningVariance() { return state_.subspan(channels_); }
  // scale_ and shift_ of y = scale x + shift.
  void Fold(std::span<const float> mean, std::span<const float> variance);

  // diff_src from scale_, shift_ and slope_.
  void CombineGradients(int64_t rows, const float* src, const float* diff_dst, float* diff_src);

  Layout layout_, output_;
  size_t channels_;  // stored, with padding
  double momentum_, epsilon_;
  bool masks_relu_ = false, pools_ = false;
  std::vector<float> picked_;  // [rows x output]: the source's elements that the pool has taken
  // Of the last training pass; [channels].
  std::vector<float> mean_, variance_;
  std::vector<float> scale_, shift_, slope_;  // of the linear maps that both passes end with
};

}  // namespace gridfold
