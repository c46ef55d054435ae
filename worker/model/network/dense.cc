#include "worker/model/network/dense.h"

#include <algorithm>

#include "worker/linalg/gemm.h"
#include "worker/model/network/elementwise.h"

namespace gridfold {

std::vector<ParameterShape> DenseOp::Shapes() const {
  return {{"weights", {inputs_, units_}}, {"bias", {units_}}};
}

void DenseOp::Initialize(uint64_t seed) {
  const auto weights = parameters_.first(static_cast<size_t>(inputs_ * units_));
  FillGlorotUniform(weights, inputs_, units_, seed);
  std::fill(parameters_.begin() + inputs_ * units_, parameters_.end(), 0.0f);
}

void DenseOp::Forward(const Pass& pass, const float* src, float* dst) {
  const float* weights = parameters_.data();
  Gemm(Transpose::kNo, Transpose::kNo, pass.rows, units_, inputs_, 1.0f, src, inputs_, weights,
       units_, 0.0f, dst, units_);
  AddBias(dst, weights + inputs_ * units_, pass.rows, units_, relu_);
}

void DenseOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                       float* diff_src) {
  float* gradients = gradients_.data();
  if (relu_) MaskByRelu(diff_dst, dst, pass.rows * units_);
  Gemm(Transpose::kYes, Transpose::kNo, inputs_, units_, pass.rows, 1.0f, src, inputs_, diff_dst,
       units_, 0.0f, gradients, units_);
  SumColumns(diff_dst, pass.rows, units_, gradients + inputs_ * units_);
  if (diff_src == nullptr) return;
  Gemm(Transpose::kNo, Transpose::kYes, pass.rows, inputs_, units_, 1.0f, diff_dst, units_,
       parameters_.data(), units_, 0.0f, diff_src, inputs_);
}

}  // namespace gridfold
