#include "worker/model/network/dense.h"

#include <algorithm>
#include <numeric>

#include "worker/linalg/gemm.h"
#include "worker/model/network/elementwise.h"
#include "worker/model/network/initializer.h"

namespace gridfold {
namespace {

// Weights whose gradients are computed at a time: with their moments a half of most second-level
// caches. A fixed number, so that results do not depend on the machine.
constexpr int64_t kPanelFloats = 1 << 15;

}  // namespace

DenseOp::DenseOp(const Layer& layer, const Layout& input, int64_t lanes)
    : input_(input),
      output_(FlatLayout(layer.units, lanes)),
      inputs_(input.Size()),
      units_(output_.Size()),
      panel_rows_(std::clamp<int64_t>(kPanelFloats / units_, 1, inputs_)),
      initializer_(layer.initializer),
      function_(ActivationOf(layer)) {}

std::vector<TensorShape> DenseOp::Tensors() const {
  const int64_t features = input_.extent.Size(), units = output_.extent.channels;
  return {{.name = "weights",
           .shape = {features, units},
           .stored = inputs_ * units_,
           .is_penalised = true},
          {.name = "bias", .shape = {units}, .stored = units_}};
}

std::vector<int64_t> DenseOp::Places(size_t tensor) const {
  const int64_t features = input_.extent.Size(), units = output_.extent.channels;
  std::vector<int64_t> places(static_cast<size_t>(tensor == 0 ? features * units : units));
  if (tensor == 1) {
    std::iota(places.begin(), places.end(), 0);
    return places;
  }
  size_t next = 0;
  for (int64_t i = 0; i < features; ++i) {
    const int64_t row = input_.Place(i) * units_;
    for (int64_t u = 0; u < units; ++u) places[next++] = row + u;
  }
  return places;
}

void DenseOp::Initialize(uint64_t seed, size_t tensor, std::span<float> values) const {
  if (tensor != 0) return;
  FillWeights(initializer_, input_.extent.Size(), output_.extent.channels, seed, values);
}

void DenseOp::Forward(const Pass& pass, const float* src, float* dst) {
  const float* weights = parameters_.data();
  {
    const PrimitiveScope scope(observer_);
    Gemm(Transpose::kNo, Transpose::kNo, pass.rows, units_, inputs_, 1.0f, src, inputs_, weights,
         units_, 0.0f, dst, units_);
  }
  const bool relu = function_.kind == Activation::kRelu;
  AddBias(dst, weights + inputs_ * units_, pass.rows, units_, relu);
  if (!relu) Activate(function_, output_, pass.rows, dst, dst);
}

void DenseOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                       float* diff_src) {
  if (!relu_is_left_) {
    ActivateBackward(function_, pass.rows * units_, dst, diff_dst, diff_dst);
  }
  SumColumns(diff_dst, pass.rows, units_, gradients_.data() + inputs_ * units_);
  if (diff_src != nullptr) {
    const PrimitiveScope scope(observer_);
    Gemm(Transpose::kNo, Transpose::kYes, pass.rows, inputs_, units_, 1.0f, diff_dst, units_,
         parameters_.data(), units_, 0.0f, diff_src, inputs_);
  }
  for (int64_t first = 0; first < inputs_; first += panel_rows_) {
    WeightGradient(pass, src, diff_dst, first, std::min(first + panel_rows_, inputs_));
  }
}

void DenseOp::WeightGradient(const Pass& pass, const float* src, const float* diff_dst,
                             int64_t first, int64_t end) {
  const auto begin = static_cast<size_t>(first * units_);
  const auto count = static_cast<size_t>((end - first) * units_);
  float* const to = pass.listener == nullptr ? gradients_.data() + begin : panel_;
  {
    const PrimitiveScope scope(observer_);
    Gemm(Transpose::kYes, Transpose::kNo, end - first, units_, pass.rows, 1.0f, src + first,
         inputs_, diff_dst, units_, 0.0f, to, units_);
  }
  if (pass.listener != nullptr) pass.listener->OnGradients(*this, begin, {to, count});
}

}  // namespace gridfold
