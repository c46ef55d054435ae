#include "worker/model/network/conv.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "worker/model/network/elementwise.h"
#include "worker/model/network/initializer.h"

namespace gridfold {
namespace {

// Floats of the result for one block of rows: with what surrounds it a part of most second-level
// caches. A fixed number, so that results do not depend on the machine.
constexpr int64_t kBlockFloats = 1 << 17;

Layout OutputLayout(const Layer& layer, const Layout& input, int64_t lanes) {
  const Window window = MakeWindow(input.extent, layer.kernel, layer.stride, layer.same_padding);
  return {.extent = {window.output_height, window.output_width, layer.filters}, .lanes = lanes};
}

ConvolutionShape ShapeOf(const Layer& layer, const LayerPlace& place, const Window& window) {
  const Layout& input = place.input;
  const int64_t lanes = place.lanes;
  return {.channels = input.StoredChannels(),
          .filters = (layer.filters + lanes - 1) / lanes * lanes,
          .kernel = layer.kernel,
          .stride = layer.stride,
          .height = input.extent.height,
          .width = input.extent.width,
          .output_height = window.output_height,
          .output_width = window.output_width,
          .pad_top = window.pad_top,
          .pad_left = window.pad_left,
          .lanes = lanes,
          .planes = input.lanes == 1,
          .relu = layer.activation == Activation::kRelu,
          .data_gradient = place.data_gradient,
          .bfloat16 = place.bfloat16};
}

int64_t LinedUp(int64_t floats) { return (floats + 15) / 16 * 16; }

// Asked of the shape alone: training and evaluation, whatever their rows, work in equal blocks.
bool BlocksPay(const ConvolutionShape& shape) {
  return !WinogradPays(shape, std::numeric_limits<int32_t>::max());
}

}  // namespace

ConvOp::ConvOp(const Layer& layer, const LayerPlace& place)
    : window_(MakeWindow(place.input.extent, layer.kernel, layer.stride, layer.same_padding)),
      output_(OutputLayout(layer, place.input, place.lanes)),
      initializer_(layer.initializer),
      function_(ActivationOf(layer)),
      convolution_(ShapeOf(layer, place, window_)),
      blocks_pay_(BlocksPay(ShapeOf(layer, place, window_))) {}

std::vector<TensorShape> ConvOp::Tensors() const {
  const int64_t filters = output_.extent.channels;
  return {{.name = "weights",
           .shape = {window_.kernel, window_.kernel, window_.input.channels, filters},
           .stored = convolution_.WeightFloats(),
           .is_penalised = true},
          {.name = "bias", .shape = {filters}, .stored = output_.StoredChannels()}};
}

std::vector<int64_t> ConvOp::Places(size_t tensor) const {
  const int64_t filters = output_.extent.channels;
  if (tensor == 1) {
    std::vector<int64_t> places(static_cast<size_t>(filters));
    std::iota(places.begin(), places.end(), 0);
    return places;
  }
  std::vector<int64_t> places;
  places.reserve(static_cast<size_t>(Tensors()[0].Count()));
  for (int64_t ky = 0; ky < window_.kernel; ++ky) {
    for (int64_t kx = 0; kx < window_.kernel; ++kx) {
      for (int64_t c = 0; c < window_.input.channels; ++c) {
        for (int64_t f = 0; f < filters; ++f) {
          places.push_back(convolution_.WeightPlace(ky, kx, c, f));
        }
      }
    }
  }
  return places;
}

void ConvOp::Initialize(uint64_t seed, size_t tensor, std::span<float> values) const {
  if (tensor != 0) return;
  const int64_t pixels = window_.kernel * window_.kernel;
  FillWeights(initializer_, pixels * window_.input.channels, pixels * output_.extent.channels, seed,
              values);
}

int64_t ConvOp::BlockRows() const {
  if (!relu_is_left_ || !blocks_pay_) return 0;
  return std::max<int64_t>(1, kBlockFloats / output_.Size());
}

// One block's gradients come first: convolution_ may need more behind them later.
int64_t ConvOp::ScratchFloats() const {
  return LinedUp(Floats(false)) + convolution_.ScratchFloats();
}

void ConvOp::SetScratch(float* scratch) {
  block_gradients_ = scratch;
  convolution_.SetScratch(scratch + LinedUp(Floats(false)));
}

ResultUse ConvOp::UsesResult() const {
  return relu_is_left_ ? ResultUse::kNothing : ResultUseOf(function_);
}

void ConvOp::Forward(const Pass& pass, const float* src, float* dst) {
  const float* weights = parameters_.data();
  {
    const PrimitiveScope scope(observer_);
    convolution_.Forward(pass.rows, pass.training, src, weights,
                         weights + convolution_.WeightFloats(), dst);
  }
  if (!EndsWithRelu()) Activate(function_, output_, pass.rows, dst, dst);
}

void ConvOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                      float* diff_src) {
  if (!relu_is_left_) {
    ActivateBackward(function_, pass.rows * output_.Size(), dst, diff_dst, diff_dst);
  }
  float* gradients = pass.first_row == 0 ? gradients_.data() : block_gradients_;
  {
    const PrimitiveScope scope(observer_);
    convolution_.WeightGradient(pass.rows, src, diff_dst, gradients,
                                gradients + convolution_.WeightFloats());
    if (diff_src != nullptr) {
      convolution_.DataGradient(pass.rows, diff_dst, parameters_.data(), diff_src);
    }
  }
  if (pass.first_row != 0) {
    AddTo(gradients_.data(), gradients, static_cast<int64_t>(gradients_.size()));
  }
}

}  // namespace gridfold
