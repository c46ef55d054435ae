// A whole network in the reference's arithmetic, with the weights and masks of one that is tested.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/model/network/naive_network.h"
#include "worker/model/network/dropout.h"
#include "worker/model/network/network.h"

namespace gridfold::testing {

// Random rows and labels.
struct Rows {
  Rows(int64_t rows, int64_t cols, int64_t classes, uint64_t seed) : x(rows, cols) {
    Random random(seed);
    for (float& value : x.values()) value = static_cast<float>(random.Uniform(-1, 1));
    for (int64_t r = 0; r < rows; ++r) {
      y.push_back(static_cast<int32_t>(random.Below(static_cast<uint64_t>(classes))));
    }
    order.resize(y.size());
    std::iota(order.begin(), order.end(), 0);
  }
  Matrix x;
  std::vector<int32_t> y, order;
};

inline size_t LayerOf(const Network::Tensor& tensor) {
  return static_cast<size_t>(std::stoi(tensor.name.substr(5)));
}

// The reference with a copy of `network`'s weights and state, and dropout's masks of one step.
class Reference {
 public:
  Reference(Network& network, const Rows& rows, uint64_t seed, uint64_t step)
      : shape_(network.shape()), rows_(rows), states_(shape_.layers.size()) {
    outputs_ = *InferExtents(shape_.layers, shape_.input, shape_.classes);
    for (const Network::Tensor& tensor : network.Tensors(network.parameters())) {
      Append(tensor, states_[LayerOf(tensor)].parameters);
    }
    for (const Network::Tensor& tensor : network.Tensors(network.state())) {
      Append(tensor, states_[LayerOf(tensor)].running);
    }
    for (size_t i = 0; i < shape_.layers.size(); ++i) AddMask(network, i, seed, step);
  }

  std::vector<Doubles> Logits(bool training) const {
    return Values(training, shape_.layers.size());
  }

  // What the first `layers` layers give.
  std::vector<Doubles> Values(bool training, size_t layers) const {
    std::vector<Doubles> x;
    for (int64_t r = 0; r < rows_.x.rows(); ++r) {
      x.emplace_back(rows_.x.row(r), rows_.x.row(r) + rows_.x.cols());
    }
    const auto end = shape_.layers.begin() + static_cast<std::ptrdiff_t>(layers);
    return NaiveNetwork({shape_.layers.begin(), end}, shape_.input, outputs_, states_, training,
                        std::move(x));
  }

  // What a training minimises, with parameter `index` of layer `layer` moved by `by`.
  double Objective(const TrainingSettings& settings, size_t layer, size_t index, double by) {
    if (by != 0) states_[layer].parameters[index] += by;
    const std::vector<Doubles> logits = Logits(/*training=*/true);
    double sum = 0;
    for (size_t r = 0; r < logits.size(); ++r) {
      const int32_t label = rows_.y[r];
      const double loss = settings.loss == Loss::kCrossEntropy
                              ? NaiveCrossEntropy(logits[r], label)
                              : NaiveSquaredError(logits[r], label);
      const auto& weights = settings.class_weights;
      sum += loss * (weights.empty() ? 1.0 : weights[static_cast<size_t>(label)]);
    }
    const double penalty = Penalty(settings);
    if (by != 0) states_[layer].parameters[index] -= by;
    return sum / static_cast<double>(logits.size()) + penalty;
  }

 private:
  static void Append(const Network::Tensor& tensor, Doubles& to) {
    to.insert(to.end(), tensor.values.begin(), tensor.values.end());
  }

  // Of the weights, which come before the biases.
  double Penalty(const TrainingSettings& settings) const {
    double sum = 0;
    for (size_t i = 0; i < states_.size(); ++i) {
      const Layer& layer = shape_.layers[i];
      int64_t biases = 0;
      if (layer.type == LayerType::kDense) biases = layer.units;
      if (layer.type == LayerType::kConv) biases = layer.filters;
      if (biases == 0) continue;
      const Doubles& parameters = states_[i].parameters;
      for (size_t j = 0; j + static_cast<size_t>(biases) < parameters.size(); ++j) {
        sum += settings.l1 * std::abs(parameters[j]) + settings.l2 * parameters[j] * parameters[j];
      }
    }
    return sum;
  }

  void AddMask(Network& network, size_t layer, uint64_t seed, uint64_t step) {
    if (shape_.layers[layer].type != LayerType::kDropout) return;
    const int64_t rows = rows_.x.rows(), size = outputs_[layer].Size();
    const Layout layout = network.LayoutBefore(layer);
    DropoutOp op(layout, shape_.layers[layer].rate, layer);
    op.Seed(MixSeed(seed, layer));
    std::vector<float> ones(static_cast<size_t>(rows * layout.Size()), 1.0f);
    op.Forward({.rows = rows, .training = true, .step = step}, ones.data(), ones.data());
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t i = 0; i < size; ++i) {
        states_[layer].mask.push_back(
            ones[static_cast<size_t>(r * layout.Size() + layout.Place(i))]);
      }
    }
  }

  NetworkShape shape_;
  const Rows& rows_;
  std::vector<NaiveState> states_;
  std::vector<Extent> outputs_;
};

}  // namespace gridfold::testing
