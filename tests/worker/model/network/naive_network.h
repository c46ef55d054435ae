// The network engine's reference: the same layers in double precision, in plain loops.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "common/spec/layer.h"

namespace gridfold::testing {

using Doubles = std::vector<double>;

// Where the padding of a window starts, by Keras' rule.
inline int64_t PadBefore(int64_t input, int64_t kernel, int64_t stride, bool same) {
  if (!same) return 0;
  const int64_t output = (input + stride - 1) / stride;
  return std::max<int64_t>(0, (output - 1) * stride + kernel - input) / 2;
}

// Calls visit(output pixel's y, x, window's ky, kx, input pixel's y, x) for all pairs inside.
template <typename Visit>
void ForWindows(const Layer& layer, const Extent& in, const Extent& out, Visit visit) {
  const int64_t top = PadBefore(in.height, layer.kernel, layer.stride, layer.same_padding);
  const int64_t left = PadBefore(in.width, layer.kernel, layer.stride, layer.same_padding);
  for (int64_t y = 0; y < out.height; ++y) {
    for (int64_t x = 0; x < out.width; ++x) {
      for (int64_t ky = 0; ky < layer.kernel; ++ky) {
        for (int64_t kx = 0; kx < layer.kernel; ++kx) {
          const int64_t iy = y * layer.stride + ky - top, ix = x * layer.stride + kx - left;
          if (iy < 0 || ix < 0 || iy >= in.height || ix >= in.width) continue;
          visit(y, x, ky, kx, iy, ix);
        }
      }
    }
  }
}

inline size_t At(const Extent& extent, int64_t y, int64_t x, int64_t c) {
  return static_cast<size_t>((y * extent.width + x) * extent.channels + c);
}

// weights [kernel, kernel, channels, filters], then bias [filters].
inline Doubles NaiveConv(const Layer& layer, const Extent& in, const Extent& out,
                         const Doubles& src, std::span<const double> parameters) {
  Doubles dst(static_cast<size_t>(out.Size()));
  const double* bias = parameters.data() + layer.kernel * layer.kernel * in.channels * out.channels;
  for (size_t i = 0; i < dst.size(); ++i) dst[i] = bias[i % static_cast<size_t>(out.channels)];
  ForWindows(layer, in, out,
             [&](int64_t y, int64_t x, int64_t ky, int64_t kx, int64_t iy, int64_t ix) {
               for (int64_t c = 0; c < in.channels; ++c) {
                 const int64_t row = ((ky * layer.kernel + kx) * in.channels + c) * out.channels;
                 for (int64_t f = 0; f < out.channels; ++f) {
                   dst[At(out, y, x, f)] +=
                       src[At(in, iy, ix, c)] * parameters[static_cast<size_t>(row + f)];
                 }
               }
             });
  return dst;
}

inline Doubles NaivePool(const Layer& layer, const Extent& in, const Extent& out,
                         const Doubles& src) {
  const bool max = layer.type == LayerType::kMaxPool;
  const double start = max ? -std::numeric_limits<double>::infinity() : 0.0;
  Doubles dst(static_cast<size_t>(out.Size()), start);
  ForWindows(layer, in, out, [&](int64_t y, int64_t x, int64_t, int64_t, int64_t iy, int64_t ix) {
    for (int64_t c = 0; c < in.channels; ++c) {
      double& to = dst[At(out, y, x, c)];
      const double from = src[At(in, iy, ix, c)];
      to = max ? std::max(to, from) : to + from / static_cast<double>(layer.kernel * layer.kernel);
    }
  });
  return dst;
}

inline Doubles NaiveDense(const Doubles& src, int64_t units, std::span<const double> parameters) {
  Doubles dst(static_cast<size_t>(units));
  for (size_t u = 0; u < dst.size(); ++u) {
    dst[u] = parameters[src.size() * dst.size() + u];
    for (size_t i = 0; i < src.size(); ++i) dst[u] += src[i] * parameters[i * dst.size() + u];
  }
  return dst;
}

// A layer's weights and biases, and dropout's factors (0 or 1 / (1 - rate)); empty without.
struct NaiveState {
  Doubles parameters;
  Doubles mask;
};

inline Doubles NaiveForward(const Layer& layer, const Extent& in, const Extent& out, Doubles src,
                            const NaiveState& state) {
  Doubles dst = std::move(src);
  if (layer.type == LayerType::kConv) dst = NaiveConv(layer, in, out, dst, state.parameters);
  if (layer.type == LayerType::kDense) dst = NaiveDense(dst, layer.units, state.parameters);
  if (layer.type == LayerType::kMaxPool || layer.type == LayerType::kAveragePool) {
    dst = NaivePool(layer, in, out, dst);
  }
  for (size_t i = 0; i < state.mask.size(); ++i) dst[i] *= state.mask[i];
  if (layer.activation == Activation::kRelu) {
    for (double& value : dst) value = std::max(value, 0.0);
  }
  return dst;
}

inline double NaiveCrossEntropy(const Doubles& logits, int32_t label) {
  double sum = 0;
  for (const double z : logits) sum += std::exp(z - logits[static_cast<size_t>(label)]);
  return std::log(sum);
}

}  // namespace gridfold::testing
