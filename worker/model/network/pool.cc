#include "worker/model/network/pool.h"

#include <algorithm>

#include "worker/linalg/simd.h"
#include "worker/model/network/pool_kernels.h"
#include "worker/model/network/pool_of_four.h"

namespace gridfold {
namespace {

Layout PooledLayout(const Layout& input, const Window& window) {
  Layout output = input;
  output.extent.height = window.output_height;
  output.extent.width = window.output_width;
  return output;
}

// sums [blocks x lanes] = share times the sum over the pixels; x [blocks, pixels, lanes].
GF_SIMD void MeanOfPixels(const float* x, int64_t blocks, int64_t pixels, int64_t lanes,
                          float share, float* sums) {
  for (int64_t b = 0; b < blocks; ++b, sums += lanes) {
    std::fill(sums, sums + lanes, 0.0f);
    for (int64_t p = 0; p < pixels; ++p, x += lanes) {
      for (int64_t c = 0; c < lanes; ++c) sums[c] += x[c];
    }
    for (int64_t c = 0; c < lanes; ++c) sums[c] *= share;
  }
}

GF_SIMD void SpreadOverPixels(const float* diff, int64_t blocks, int64_t pixels, int64_t lanes,
                              float share, float* diff_src) {
  for (int64_t b = 0; b < blocks; ++b, diff += lanes) {
    for (int64_t p = 0; p < pixels; ++p, diff_src += lanes) {
      for (int64_t c = 0; c < lanes; ++c) diff_src[c] = share * diff[c];
    }
  }
}

}  // namespace

MaxPoolOp::MaxPoolOp(const Layout& input, int64_t kernel, int64_t stride, int64_t batch_rows_max)
    : window_(MakeWindow(input.extent, kernel, stride, false)),
      input_(input),
      output_(PooledLayout(input, window_)),
      of_four_(IsPoolOfFour(window_, input.lanes)) {
  const auto count = static_cast<size_t>(batch_rows_max * output_.Size());
  of_four_ ? places_of_four_.resize(count) : places_.resize(count);
}

void MaxPoolOp::Forward(const Pass& pass, const float* src, float* dst) {
  const int64_t planes = pass.rows * input_.Blocks(), first = pass.first_row * output_.Size();
  if (of_four_) {
    MaxOfFourForward(window_, input_.lanes, planes, masks_relu_, src, dst,
                     places_of_four_.data() + first);
  } else {
    MaxPoolForward(window_, input_.lanes, planes, src, dst, places_.data() + first);
  }
}

void MaxPoolOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                         float* diff_src) {
  if (diff_src == nullptr) return;
  const int64_t planes = pass.rows * input_.Blocks(), first = pass.first_row * output_.Size();
  if (of_four_) {
    MaxOfFourBackward(window_, input_.lanes, planes, diff_dst, places_of_four_.data() + first,
                      diff_src);
  } else {
    MaxPoolBackward(window_, input_.lanes, planes, masks_relu_ ? dst : nullptr, diff_dst,
                    places_.data() + first, diff_src);
  }
}

AveragePoolOp::AveragePoolOp(const Layout& input, int64_t kernel, int64_t stride)
    : window_(MakeWindow(input.extent, kernel, stride, false)),
      input_(input),
      output_(PooledLayout(input, window_)) {}

void AveragePoolOp::Forward(const Pass& pass, const float* src, float* dst) {
  AveragePoolForward(window_, input_.lanes, pass.rows * input_.Blocks(), src, dst);
}

void AveragePoolOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                             float* diff_src) {
  if (diff_src == nullptr) return;
  AveragePoolBackward(window_, input_.lanes, pass.rows * input_.Blocks(), diff_dst, diff_src);
}

GlobalAveragePoolOp::GlobalAveragePoolOp(const Layout& input, int64_t lanes)
    : input_(input), output_(FlatLayout(input.extent.channels, lanes)) {}

void GlobalAveragePoolOp::Forward(const Pass& pass, const float* src, float* dst) {
  const float share = 1.0f / static_cast<float>(input_.Pixels());
  const int64_t channels = input_.StoredChannels();
  for (int64_t r = 0; r < pass.rows; ++r) {
    float* row = dst + r * output_.Size();
    MeanOfPixels(src + r * input_.Size(), input_.Blocks(), input_.Pixels(), input_.lanes, share,
                 row);
    std::fill(row + channels, row + output_.Size(), 0.0f);
  }
}

void GlobalAveragePoolOp::Backward(const Pass& pass, const float* src, const float* dst,
                                   float* diff_dst, float* diff_src) {
  if (diff_src == nullptr) return;
  const float share = 1.0f / static_cast<float>(input_.Pixels());
  for (int64_t r = 0; r < pass.rows; ++r) {
    SpreadOverPixels(diff_dst + r * output_.Size(), input_.Blocks(), input_.Pixels(), input_.lanes,
                     share, diff_src + r * input_.Size());
  }
}

}  // namespace gridfold
