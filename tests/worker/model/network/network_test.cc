// Whole networks: loss and gradients against differences of the reference, learning, determinism.
#include "worker/model/network/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/model/network/naive_network.h"
#include "worker/model/network/dropout.h"
#include "worker/model/network/loss.h"

namespace gridfold {
namespace {

using testing::Doubles;
using testing::NaiveState;

Layer Dense(int64_t units, Activation activation = Activation::kRelu) {
  return {.type = LayerType::kDense, .units = units, .activation = activation};
}
Layer Conv(int64_t filters, int64_t kernel, bool same, Activation activation = Activation::kRelu) {
  return {.type = LayerType::kConv,
          .filters = filters,
          .kernel = kernel,
          .same_padding = same,
          .activation = activation};
}
Layer Pool(LayerType type, int64_t kernel) {
  return {.type = type, .kernel = kernel, .stride = kernel};
}
Layer Dropout(double rate) { return {.type = LayerType::kDropout, .rate = rate}; }
Layer Flatten() { return {.type = LayerType::kFlatten}; }
Layer Relu() { return {.type = LayerType::kActivation, .activation = Activation::kRelu}; }
Layer Softmax(int64_t classes) { return Dense(classes, Activation::kSoftmax); }

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

// The reference with a copy of `network`'s weights, and dropout's masks of one step.
class Reference {
 public:
  Reference(Network& network, const Rows& rows, uint64_t seed, uint64_t step)
      : shape_(network.shape()), rows_(rows), state_(shape_.layers.size()) {
    outputs_ = *InferExtents(shape_.layers, shape_.input, shape_.classes);
    for (const Network::Tensor& tensor : network.Tensors()) {
      const size_t layer = static_cast<size_t>(std::stoi(tensor.name.substr(5)));
      Doubles& to = state_[layer].parameters;
      to.insert(to.end(), tensor.values.begin(), tensor.values.end());
    }
    for (size_t i = 0; i < shape_.layers.size(); ++i) AddMask(i, seed, step);
  }

  // The mean loss with parameter `index` of layer `layer` moved by `by`.
  double Loss(size_t layer, size_t index, double by) {
    if (!state_[layer].parameters.empty()) state_[layer].parameters[index] += by;
    double sum = 0;
    for (int64_t r = 0; r < rows_.x.rows(); ++r) {
      Doubles values(rows_.x.row(r), rows_.x.row(r) + rows_.x.cols());
      for (size_t i = 0; i < shape_.layers.size(); ++i) {
        const Extent& in = i == 0 ? shape_.input : outputs_[i - 1];
        NaiveState state{state_[i].parameters, RowMask(i, r)};
        values = NaiveForward(shape_.layers[i], in, outputs_[i], std::move(values), state);
      }
      sum += testing::NaiveCrossEntropy(values, rows_.y[static_cast<size_t>(r)]);
    }
    if (!state_[layer].parameters.empty()) state_[layer].parameters[index] -= by;
    return sum / static_cast<double>(rows_.x.rows());
  }

  const Doubles& parameters(size_t layer) const { return state_[layer].parameters; }

 private:
  void AddMask(size_t layer, uint64_t seed, uint64_t step) {
    if (shape_.layers[layer].type != LayerType::kDropout) return;
    const int64_t rows = rows_.x.rows(), size = outputs_[layer].Size();
    DropoutOp op(size, shape_.layers[layer].rate, layer);
    op.Initialize(MixSeed(seed, layer));
    std::vector<float> ones(static_cast<size_t>(rows * size), 1.0f);
    op.Forward({.rows = rows, .training = true, .step = step}, ones.data(), ones.data());
    state_[layer].mask.assign(ones.begin(), ones.end());
  }

  Doubles RowMask(size_t layer, int64_t row) const {
    const Doubles& mask = state_[layer].mask;
    if (mask.empty()) return {};
    const int64_t size = outputs_[layer].Size();
    return Doubles(mask.begin() + row * size, mask.begin() + (row + 1) * size);
  }

  NetworkShape shape_;
  const Rows& rows_;
  std::vector<NaiveState> state_;
  std::vector<Extent> outputs_;
};

void CheckGradients(const std::vector<Layer>& layers, const Extent& input, int64_t classes) {
  constexpr uint64_t kSeed = 17, kStep = 5;
  auto network = Network::Build({layers, input, classes}, 6);
  ASSERT_TRUE(network.ok()) << network.status();
  const Rows rows(6, input.Size(), classes, 23);
  (*network)->Initialize(kSeed);
  // Biases too, so that nothing is tested at zero.
  Random random(3);
  for (const auto& tensor : (*network)->Tensors()) {
    for (float& value : tensor.values) value += static_cast<float>(random.Uniform(-0.1, 0.1));
  }
  Reference reference(**network, rows, kSeed, kStep);
  const BatchScore score = (*network)->Differentiate(rows.x, rows.y, rows.order, kStep);
  // Float sums of the forward pass.
  EXPECT_NEAR(score.loss_sum / 6, reference.Loss(0, 0, 0), 2e-6);
  for (const auto& tensor : (*network)->Tensors()) {
    const size_t layer = static_cast<size_t>(std::stoi(tensor.name.substr(5)));
    const bool bias = tensor.name.ends_with("bias");
    const size_t begin = bias ? reference.parameters(layer).size() - tensor.values.size() : 0;
    const float* gradients =
        (*network)->gradients().data() + (tensor.values.data() - (*network)->parameters().data());
    // A part of large tensors is enough.
    const size_t stride = 1 + tensor.values.size() / 60;
    for (size_t i = 0; i < tensor.values.size(); i += stride) {
      constexpr double kStepSize = 1e-5;
      const double difference = (reference.Loss(layer, begin + i, kStepSize) -
                                 reference.Loss(layer, begin + i, -kStepSize)) /
                                (2 * kStepSize);
      // The difference itself is exact to 1e-9; the rest is the float gradient.
      ASSERT_NEAR(gradients[i], difference, 2e-6 + 1e-5 * std::abs(difference))
          << tensor.name << "[" << i << "]";
    }
  }
}

TEST(NetworkTest, GradientsOfDenseNetworksAreDifferencesOfTheLoss) {
  CheckGradients({Softmax(3)}, {1, 1, 5}, 3);
  CheckGradients({Flatten(), Dense(7), Dense(5, Activation::kNone), Relu(), Softmax(4)}, {1, 1, 9},
                 4);
}

TEST(NetworkTest, GradientsOfConvolutionalNetworksAreDifferencesOfTheLoss) {
  CheckGradients({Conv(3, 3, false), Pool(LayerType::kMaxPool, 2), Conv(5, 3, true),
                  Pool(LayerType::kAveragePool, 2), Flatten(), Dense(6), Softmax(3)},
                 {11, 9, 2}, 3);
  CheckGradients({Pool(LayerType::kAveragePool, 2), Conv(4, 2, true, Activation::kNone), Relu(),
                  Flatten(), Softmax(5)},
                 {8, 8, 1}, 5);
}

TEST(NetworkTest, GradientsBehindDropoutAreDifferencesOfTheLoss) {
  CheckGradients(
      {Dropout(0.2), Conv(4, 3, true), Pool(LayerType::kMaxPool, 2), Dropout(0.4), Flatten(),
       Dense(8), Dropout(0.5), Dense(4, Activation::kNone), Dropout(0.3), Relu(), Softmax(3)},
      {6, 6, 1}, 3);
}

TEST(LossTest, SoftmaxCrossEntropyIsStableAndItsGradientSumsToZero) {
  const std::vector<float> logits = {1000, 0, -1000, 0.5f, 0.25f, -1};
  const std::vector<int32_t> labels = {2, 1};
  std::vector<float> diff(6);
  std::vector<int32_t> predictions(2);
  const BatchScore score = SoftmaxCrossEntropy(logits.data(), labels, 3, predictions, diff.data());
  const double second = std::log(std::exp(0.5) + std::exp(0.25) + std::exp(-1.0)) - 0.25;
  EXPECT_NEAR(score.loss_sum, 2000 + second, 1e-4);
  EXPECT_EQ(score.hits, 0);
  EXPECT_EQ(predictions, (std::vector<int32_t>{0, 0}));
  EXPECT_NEAR(diff[0], 0.5, 1e-7);
  EXPECT_NEAR(diff[2], -0.5, 1e-7);
  EXPECT_NEAR(diff[3] + diff[4] + diff[5], 0, 1e-7);
}

TEST(LossTest, LogitsThatAreNoNumbersMakeTheLossNone) {
  for (const size_t place : {0u, 1u, 2u}) {
    std::vector<float> logits = {1, 2, 3};
    logits[place] = std::nanf("");
    const std::vector<int32_t> labels = {1};
    const BatchScore score = SoftmaxCrossEntropy(logits.data(), labels, 3, {}, nullptr);
    EXPECT_TRUE(std::isnan(score.loss_sum)) << place;
  }
}

TEST(NetworkTest, XorIsLearnedFully) {
  Rows rows(4, 2, 2, 1);
  const float points[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  for (int64_t r = 0; r < 4; ++r) {
    rows.x.row(r)[0] = points[r][0];
    rows.x.row(r)[1] = points[r][1];
    rows.y[static_cast<size_t>(r)] = static_cast<int32_t>(r == 1 || r == 2);
  }
  auto network = Network::Build({{Flatten(), Dense(16), Softmax(2)}, {1, 1, 2}, 2}, 4);
  ASSERT_TRUE(network.ok());
  (*network)->Initialize(1);
  Adam adam((*network)->parameters().size(), 0.02);
  for (uint64_t step = 0; step < 500; ++step) {
    (*network)->Train(rows.x, rows.y, rows.order, step, adam);
  }
  std::vector<int32_t> predictions(4);
  EXPECT_EQ((*network)->Evaluate(rows.x, rows.y, predictions).hits, 4);
  EXPECT_EQ(predictions, rows.y);
}

TEST(NetworkTest, EqualSeedsGiveEqualBitsAndOthersDoNot) {
  const NetworkShape shape{{Conv(5, 3, true), Pool(LayerType::kMaxPool, 2), Dropout(0.3), Flatten(),
                            Dense(9), Softmax(3)},
                           {8, 8, 1},
                           3};
  const Rows rows(32, 64, 3, 8);
  const auto train = [&](uint64_t seed, int64_t batch_rows_max) {
    auto network = Network::Build(shape, batch_rows_max);
    (*network)->Initialize(seed);
    Adam adam((*network)->parameters().size(), 0.01);
    for (uint64_t step = 0; step < 5; ++step) {
      (*network)->Train(rows.x, rows.y, rows.order, step, adam);
    }
    return std::vector<float>((*network)->parameters().begin(), (*network)->parameters().end());
  };
  const auto first = train(4, 32);
  EXPECT_EQ(first, train(4, 32));
  EXPECT_EQ(first, train(4, 500));
  EXPECT_NE(first, train(5, 32));
}

TEST(NetworkTest, EvaluationTakesRowsInAnyNumberAndWithoutDropout) {
  const NetworkShape shape{{Flatten(), Dense(9), Dropout(0.9), Softmax(3)}, {1, 1, 6}, 3};
  auto network = Network::Build(shape, 1);
  (*network)->Initialize(1);
  const Rows rows(200, 6, 3, 8);
  std::vector<int32_t> predictions(200), alone(1);
  const BatchScore score = (*network)->Evaluate(rows.x, rows.y, predictions);
  double loss = 0;
  for (int64_t r = 0; r < 200; ++r) {
    const ConstMatrix one{rows.x.row(r), 1, 6, 6};
    loss += (*network)
                ->Evaluate(one, std::span(rows.y).subspan(static_cast<size_t>(r), 1), alone)
                .loss_sum;
    EXPECT_EQ(alone[0], predictions[static_cast<size_t>(r)]);
  }
  // Products of other shapes add in another order.
  EXPECT_NEAR(score.loss_sum, loss, 1e-3);
  std::vector<int32_t> predicted(200);
  (*network)->Predict(rows.x, predicted);
  EXPECT_EQ(predicted, predictions);
}

TEST(NetworkTest, WhatCannotBeIsInvalidArgument) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      Network::Build({{Conv(2, 3, false), Flatten(), Softmax(3)}, {1, 1, 64}, 3}, 8).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Network::Build({{Flatten(), Softmax(4)}, {1, 1, 64}, 3}, 8).status()));
  // 28 x 28 x 1000 values for each of 32,000 rows.
  EXPECT_TRUE(absl::IsInvalidArgument(
      Network::Build({{Conv(1000, 3, true), Flatten(), Softmax(3)}, {28, 28, 1}, 3}, 32'000)
          .status()));
}

}  // namespace
}  // namespace gridfold
