#include "worker/model/network/batch_norm.h"

#include <algorithm>
#include <cmath>

#include "worker/model/network/channel_sums.h"
#include "worker/model/network/pooled_norm.h"

namespace gridfold {
namespace {

ChannelGrid GridOf(const Layout& layout, int64_t rows) {
  if (!layout.flat) return {rows, layout.Blocks(), layout.Pixels(), layout.lanes};
  // Every stored value is a channel of one pixel; planes have none to share a register with.
  return {rows, layout.Size() / layout.lanes, 1, layout.lanes};
}

PooledGrid PooledGridOf(const Layout& layout, int64_t rows) {
  return {rows, layout.Blocks(), layout.extent.height, layout.extent.width, layout.lanes};
}

}  // namespace

BatchNormOp::BatchNormOp(const Layout& input, double momentum, double epsilon)
    : layout_(input),
      output_(input),
      channels_(static_cast<size_t>(input.StoredChannels())),
      momentum_(momentum),
      epsilon_(epsilon),
      mean_(channels_),
      variance_(channels_),
      scale_(channels_),
      shift_(channels_),
      slope_(channels_) {}

std::vector<TensorShape> BatchNormOp::Tensors() const {
  const std::vector<int64_t> shape = {layout_.Channels()};
  const auto stored = static_cast<int64_t>(channels_);
  return {{.name = "gamma", .shape = shape, .stored = stored},
          {.name = "beta", .shape = shape, .stored = stored},
          {.name = "moving_mean", .shape = shape, .stored = stored, .is_state = true},
          {.name = "moving_variance", .shape = shape, .stored = stored, .is_state = true}};
}

std::vector<int64_t> BatchNormOp::Places(size_t) const {
  std::vector<int64_t> places(static_cast<size_t>(layout_.Channels()));
  for (size_t i = 0; i < places.size(); ++i) {
    places[i] = layout_.StoredChannel(static_cast<int64_t>(i));
  }
  return places;
}

void BatchNormOp::Initialize(uint64_t, size_t tensor, std::span<float> values) const {
  if (tensor == 0 || tensor == 3) std::fill(values.begin(), values.end(), 1.0f);
}

bool BatchNormOp::CanAbsorbPool() const {
  return !layout_.flat && layout_.extent.height % 2 == 0 && layout_.extent.width % 2 == 0;
}

void BatchNormOp::AbsorbPool(const Layout& pooled) {
  pools_ = true;
  output_ = pooled;
}

void BatchNormOp::Prepare(int64_t rows, bool training) {
  if (!pools_ || !training) return;
  picked_.resize(std::max(picked_.size(), static_cast<size_t>(rows * output_.Size())));
}

void BatchNormOp::Fold(std::span<const float> mean, std::span<const float> variance) {
  for (size_t c = 0; c < channels_; ++c) {
    const double scale = Gamma()[c] / std::sqrt(static_cast<double>(variance[c]) + epsilon_);
    scale_[c] = static_cast<float>(scale);
    shift_[c] = static_cast<float>(Beta()[c] - scale * mean[c]);
  }
}

void BatchNormOp::Forward(const Pass& pass, const float* src, float* dst) {
  const ChannelGrid grid = GridOf(layout_, pass.rows);
  if (pass.training) {
    ChannelMoments(grid, src, mean_.data(), variance_.data());
    Fold(mean_, variance_);
  } else {
    Fold(RunningMean(), RunningVariance());
  }
  if (pools_) {
    ScaleAndPool(PooledGridOf(layout_, pass.rows), src, scale_.data(), shift_.data(), dst,
                 pass.training ? picked_.data() : nullptr);
  } else {
    ScaleChannels(grid, src, scale_.data(), shift_.data(), dst);
  }
}

// With s = 1 / sqrt(variance + epsilon), u = x - mean, n values: dgamma = s sum(dy u), dbeta =
// sum(dy), dx = gamma s (dy - dbeta / n - s^2 u sum(dy u) / n), which is linear in dy and x. Behind
// a pool dy is zero but for the elements that it has taken: the sums are over those.
void BatchNormOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                           float* diff_src) {
  const ChannelGrid grid = GridOf(layout_, pass.rows);
  float* const products = gradients_.data();
  float* const sums = products + channels_;
  if (pools_) {
    ChannelProducts(GridOf(output_, pass.rows), picked_.data(), mean_.data(), diff_dst, sums,
                    products);
  } else {
    ChannelProducts(grid, src, mean_.data(), diff_dst, sums, products);
  }
  const auto count = static_cast<double>(grid.rows * grid.pixels);
  for (size_t c = 0; c < channels_; ++c) {
    const double s = 1 / std::sqrt(static_cast<double>(variance_[c]) + epsilon_);
    const double by_x = -Gamma()[c] * s * s * s * products[c] / count;
    shift_[c] = static_cast<float>(-by_x * mean_[c] - Gamma()[c] * s * sums[c] / count);
    scale_[c] = static_cast<float>(by_x);
    products[c] = static_cast<float>(s * products[c]);
    slope_[c] = static_cast<float>(Gamma()[c] * s);
  }
  if (diff_src != nullptr) CombineGradients(pass.rows, src, diff_dst, diff_src);
}

void BatchNormOp::CombineGradients(int64_t rows, const float* src, const float* diff_dst,
                                   float* diff_src) {
  const float *by_diff = slope_.data(), *by_x = scale_.data(), *shift = shift_.data();
  if (pools_) {
    UnpoolAndCombine(PooledGridOf(layout_, rows), masks_relu_, diff_dst, picked_.data(), src,
                     by_diff, by_x, shift, diff_src);
  } else {
    CombineChannels(GridOf(layout_, rows), masks_relu_, diff_dst, src, by_diff, by_x, shift,
                    diff_src);
  }
}

void BatchNormOp::UpdateState() {
  const auto follow = [this](std::span<float> running, const std::vector<float>& batch) {
    for (size_t c = 0; c < channels_; ++c) {
      running[c] = static_cast<float>(momentum_ * running[c] + (1 - momentum_) * batch[c]);
    }
  };
  follow(RunningMean(), mean_);
  follow(RunningVariance(), variance_);
}

}  // namespace gridfold
