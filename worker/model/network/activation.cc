#include "worker/model/network/activation.h"

#include <algorithm>

#include "worker/linalg/simd.h"
#include "worker/model/network/vector_exp.h"

namespace gridfold {
namespace {

GF_SIMD void Relu(const float* src, float* dst, int64_t count) {
  for (int64_t i = 0; i < count; ++i) dst[i] = src[i] < 0.0f ? 0.0f : src[i];
}
GF_SIMD void LeakyRelu(const float* src, float* dst, int64_t count, float alpha) {
  for (int64_t i = 0; i < count; ++i) dst[i] = src[i] < 0.0f ? alpha * src[i] : src[i];
}
GF_SIMD void Elu(const float* src, float* dst, int64_t count, float alpha) {
  for (int64_t i = 0; i < count; ++i) {
    const float below = alpha * (VectorExp(src[i]) - 1.0f);
    dst[i] = src[i] < 0.0f ? below : src[i];
  }
}
GF_SIMD void Tanh(const float* src, float* dst, int64_t count) {
  for (int64_t i = 0; i < count; ++i) dst[i] = 1.0f - 2.0f / (VectorExp(2.0f * src[i]) + 1.0f);
}
GF_SIMD void Sigmoid(const float* src, float* dst, int64_t count) {
  for (int64_t i = 0; i < count; ++i) dst[i] = 1.0f / (1.0f + VectorExp(-src[i]));
}

GF_SIMD void ReluBackward(const float* y, const float* diff_dst, float* diff_src, int64_t count) {
  for (int64_t i = 0; i < count; ++i) diff_src[i] = y[i] > 0.0f ? diff_dst[i] : 0.0f;
}
GF_SIMD void LeakyReluBackward(const float* y, const float* diff_dst, float* diff_src,
                               int64_t count, float alpha) {
  for (int64_t i = 0; i < count; ++i) diff_src[i] = diff_dst[i] * (y[i] > 0.0f ? 1.0f : alpha);
}
GF_SIMD void EluBackward(const float* y, const float* diff_dst, float* diff_src, int64_t count,
                         float alpha) {
  for (int64_t i = 0; i < count; ++i) {
    diff_src[i] = diff_dst[i] * (y[i] > 0.0f ? 1.0f : y[i] + alpha);
  }
}
GF_SIMD void TanhBackward(const float* y, const float* diff_dst, float* diff_src, int64_t count) {
  for (int64_t i = 0; i < count; ++i) diff_src[i] = diff_dst[i] * (1.0f - y[i] * y[i]);
}
GF_SIMD void SigmoidBackward(const float* y, const float* diff_dst, float* diff_src,
                             int64_t count) {
  for (int64_t i = 0; i < count; ++i) diff_src[i] = diff_dst[i] * y[i] * (1.0f - y[i]);
}

// Zeros in the channels that fill the last block.
void ClearPadding(const Layout& layout, int64_t rows, float* x) {
  if (!layout.Padded()) return;
  const int64_t used = layout.extent.channels % layout.lanes, last = layout.Blocks() - 1;
  for (int64_t r = 0; r < rows; ++r) {
    float* pixel = x + r * layout.Size() + last * layout.Pixels() * layout.lanes;
    for (int64_t p = 0; p < layout.Pixels(); ++p, pixel += layout.lanes) {
      std::fill(pixel + used, pixel + layout.lanes, 0.0f);
    }
  }
}

}  // namespace

ActivationFunction ActivationOf(const Layer& layer) {
  if (layer.activation == Activation::kSoftmax) return {};
  return {layer.activation, static_cast<float>(layer.alpha)};
}

ResultUse ResultUseOf(const ActivationFunction& function) {
  switch (function.kind) {
    case Activation::kRelu:
    case Activation::kLeakyRelu:
      return ResultUse::kSigns;
    case Activation::kElu:
    case Activation::kTanh:
    case Activation::kSigmoid:
      return ResultUse::kValues;
    case Activation::kNone:
    case Activation::kSoftmax:
      break;
  }
  return ResultUse::kNothing;
}

void Activate(const ActivationFunction& function, const Layout& layout, int64_t rows,
              const float* src, float* dst) {
  const int64_t count = rows * layout.Size();
  switch (function.kind) {
    case Activation::kRelu:
      return Relu(src, dst, count);
    case Activation::kLeakyRelu:
      return LeakyRelu(src, dst, count, function.alpha);
    case Activation::kElu:
      return Elu(src, dst, count, function.alpha);
    case Activation::kTanh:
      return Tanh(src, dst, count);
    case Activation::kSigmoid:
      Sigmoid(src, dst, count);
      return ClearPadding(layout, rows, dst);
    case Activation::kNone:
    case Activation::kSoftmax:
      break;
  }
  if (dst != src) std::copy(src, src + count, dst);
}

void ActivateBackward(const ActivationFunction& function, int64_t count, const float* y,
                      const float* diff_dst, float* diff_src) {
  switch (function.kind) {
    case Activation::kRelu:
      return ReluBackward(y, diff_dst, diff_src, count);
    case Activation::kLeakyRelu:
      return LeakyReluBackward(y, diff_dst, diff_src, count, function.alpha);
    case Activation::kElu:
      return EluBackward(y, diff_dst, diff_src, count, function.alpha);
    case Activation::kTanh:
      return TanhBackward(y, diff_dst, diff_src, count);
    case Activation::kSigmoid:
      return SigmoidBackward(y, diff_dst, diff_src, count);
    case Activation::kNone:
    case Activation::kSoftmax:
      break;
  }
  if (diff_src != diff_dst) std::copy(diff_dst, diff_dst + count, diff_src);
}

}  // namespace gridfold
