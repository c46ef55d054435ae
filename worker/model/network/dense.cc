#include "worker/model/network/dense.h"

#include <numeric>

#include "worker/linalg/gemm.h"
#include "worker/model/network/elementwise.h"
#include "worker/model/network/initializer.h"

namespace gridfold {

DenseOp::DenseOp(const Layer& layer, const Layout& input, int64_t lanes)
    : input_(input),
      output_(FlatLayout(layer.units, lanes)),
      inputs_(input.Size()),
      units_(output_.Size()),
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
  float* gradients = gradients_.data();
  ActivateBackward(function_, pass.rows * units_, dst, diff_dst, diff_dst);
  SumColumns(diff_dst, pass.rows, units_, gradients + inputs_ * units_);
  const PrimitiveScope scope(observer_);
  Gemm(Transpose::kYes, Transpose::kNo, inputs_, units_, pass.rows, 1.0f, src, inputs_, diff_dst,
       units_, 0.0f, gradients, units_);
  if (diff_src == nullptr) return;
  Gemm(Transpose::kNo, Transpose::kYes, pass.rows, inputs_, units_, 1.0f, diff_dst, units_,
       parameters_.data(), units_, 0.0f, diff_src, inputs_);
}

}  // namespace gridfold
