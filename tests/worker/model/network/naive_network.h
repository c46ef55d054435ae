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

// Keras' formulas, in the plainest form.
inline double NaiveActivation(Activation activation, double alpha, double x) {
  switch (activation) {
    case Activation::kRelu:
      return std::max(x, 0.0);
    case Activation::kLeakyRelu:
      return x > 0 ? x : alpha * x;
    case Activation::kElu:
      return x > 0 ? x : alpha * (std::exp(x) - 1);
    case Activation::kTanh:
      return std::tanh(x);
    case Activation::kSigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::kNone:
    case Activation::kSoftmax:
      break;
  }
  return x;
}

inline Doubles NaiveGlobalAverage(const Extent& in, const Doubles& src) {
  Doubles dst(static_cast<size_t>(in.channels));
  for (size_t i = 0; i < src.size(); ++i) {
    dst[i % dst.size()] += src[i] / static_cast<double>(in.height * in.width);
  }
  return dst;
}

inline Doubles NaivePad(const Layer& layer, const Extent& in, const Extent& out,
                        const Doubles& src) {
  Doubles dst(static_cast<size_t>(out.Size()));
  for (int64_t y = 0; y < in.height; ++y) {
    for (int64_t x = 0; x < in.width; ++x) {
      for (int64_t c = 0; c < in.channels; ++c) {
        dst[At(out, y + layer.pad, x + layer.pad, c)] = src[At(in, y, x, c)];
      }
    }
  }
  return dst;
}

// A layer's parameters (weights, then biases; gamma, then beta), its state (running mean, then
// variance), and dropout's factors (0 or 1 / (1 - rate)) for all rows; empty without.
struct NaiveState {
  Doubles parameters;
  Doubles running;
  Doubles mask;
};

// One row through any layer but batch_norm.
inline Doubles NaiveForward(const Layer& layer, const Extent& in, const Extent& out, Doubles src,
                            const Doubles& parameters) {
  Doubles dst = std::move(src);
  if (layer.type == LayerType::kConv) dst = NaiveConv(layer, in, out, dst, parameters);
  if (layer.type == LayerType::kDense) dst = NaiveDense(dst, layer.units, parameters);
  if (layer.type == LayerType::kMaxPool || layer.type == LayerType::kAveragePool) {
    dst = NaivePool(layer, in, out, dst);
  }
  if (layer.type == LayerType::kGlobalAveragePool) dst = NaiveGlobalAverage(in, dst);
  if (layer.type == LayerType::kPad) dst = NaivePad(layer, in, out, dst);
  for (double& value : dst) value = NaiveActivation(layer.activation, layer.alpha, value);
  return dst;
}

// All rows through batch_norm, each channel by itself. Training: by the rows' own moments.
inline void NaiveBatchNorm(const Layer& layer, const Extent& extent, const NaiveState& state,
                           bool training, std::vector<Doubles>& rows) {
  const auto channels = static_cast<size_t>(extent.channels);
  const auto pixels = static_cast<double>(extent.height * extent.width);
  const double count = pixels * static_cast<double>(rows.size());
  for (size_t c = 0; c < channels; ++c) {
    double mean = 0, variance = 0;
    const auto for_values = [&](const auto& visit) {
      for (Doubles& row : rows) {
        for (size_t i = c; i < row.size(); i += channels) visit(row[i]);
      }
    };
    for_values([&](double x) { mean += x / count; });
    for_values([&](double x) { variance += (x - mean) * (x - mean) / count; });
    if (!training) {
      mean = state.running[c];
      variance = state.running[channels + c];
    }
    const double gamma = state.parameters[c], beta = state.parameters[channels + c];
    for_values(
        [&](double& x) { x = gamma * (x - mean) / std::sqrt(variance + layer.epsilon) + beta; });
  }
}

// All rows through all layers, to the logits.
inline std::vector<Doubles> NaiveNetwork(const std::vector<Layer>& layers, const Extent& input,
                                         const std::vector<Extent>& outputs,
                                         const std::vector<NaiveState>& states, bool training,
                                         std::vector<Doubles> rows) {
  for (size_t i = 0; i < layers.size(); ++i) {
    const Extent& in = i == 0 ? input : outputs[i - 1];
    if (layers[i].type == LayerType::kBatchNorm) {
      NaiveBatchNorm(layers[i], in, states[i], training, rows);
      continue;
    }
    for (size_t r = 0; r < rows.size(); ++r) {
      Doubles& row = rows[r];
      row = NaiveForward(layers[i], in, outputs[i], std::move(row), states[i].parameters);
      for (size_t j = 0; training && !states[i].mask.empty() && j < row.size(); ++j) {
        row[j] *= states[i].mask[r * row.size() + j];
      }
    }
  }
  return rows;
}

inline Doubles NaiveSoftmax(const Doubles& logits) {
  Doubles p;
  double sum = 0;
  const double largest = *std::max_element(logits.begin(), logits.end());
  for (const double z : logits) sum += std::exp(z - largest);
  for (const double z : logits) p.push_back(std::exp(z - largest) / sum);
  return p;
}

inline double NaiveSquaredError(const Doubles& logits, int32_t label) {
  const Doubles p = NaiveSoftmax(logits);
  double sum = 0;
  for (size_t k = 0; k < p.size(); ++k) {
    const double error = p[k] - (k == static_cast<size_t>(label) ? 1 : 0);
    sum += error * error / static_cast<double>(p.size());
  }
  return sum;
}

inline double NaiveCrossEntropy(const Doubles& logits, int32_t label) {
  double sum = 0;
  for (const double z : logits) sum += std::exp(z - logits[static_cast<size_t>(label)]);
  return std::log(sum);
}

}  // namespace gridfold::testing
