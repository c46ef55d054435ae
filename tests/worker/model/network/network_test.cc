// Whole networks: loss and gradients against differences of the reference, learning, determinism.
#include "worker/model/network/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/model/network/reference.h"
#include "worker/model/network/loss.h"
#include "worker/model/network/onednn/one_thread.h"

namespace gridfold {
namespace {

using testing::Doubles;
using testing::LayerOf;
using testing::Reference;
using testing::Rows;

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
Layer Act(Activation activation, double alpha = 0) {
  return {.type = LayerType::kActivation, .activation = activation, .alpha = alpha};
}
Layer Relu() { return Act(Activation::kRelu); }
Layer Norm() { return {.type = LayerType::kBatchNorm}; }
Layer GlobalPool() { return {.type = LayerType::kGlobalAveragePool}; }
Layer Pad(int64_t pad) { return {.type = LayerType::kPad, .pad = pad}; }
Layer Softmax(int64_t classes) { return Dense(classes, Activation::kSoftmax); }

// How far a gradient may be from the difference: float sums, and (Winograd) their differences.
struct Tolerance {
  double absolute = 2e-6, relative = 1e-5;
};

void CheckGradients(const std::vector<Layer>& layers, const Extent& input, int64_t classes,
                    const TrainingSettings& settings = {}, const Tolerance& tolerance = {},
                    int64_t row_count = 6) {
  constexpr uint64_t kSeed = 17, kStep = 5;
  auto network = Network::Build({layers, input, classes}, row_count);
  ASSERT_TRUE(network.ok()) << network.status();
  (*network)->Configure(settings);
  const Rows rows(row_count, input.Size(), classes, 23);
  (*network)->Initialize(kSeed);
  // Biases too, so that nothing is tested at zero.
  Random random(3);
  for (auto& tensor : (*network)->Tensors((*network)->parameters())) {
    for (float& value : tensor.values) value += static_cast<float>(random.Uniform(-0.1, 0.1));
    ASSERT_TRUE((*network)->SetTensor(tensor, (*network)->parameters()));
  }
  Reference reference(**network, rows, kSeed, kStep);
  const BatchScore score = (*network)->Differentiate(rows.x, rows.y, rows.order, kStep);
  // Float sums of the forward pass.
  const double loss = reference.Objective(settings, 0, 0, 0);
  EXPECT_NEAR(score.loss_sum / static_cast<double>(row_count), loss, 4e-6 * std::max(1.0, loss));
  std::vector<size_t> before(layers.size());  // elements of the layer's earlier tensors
  for (const auto& tensor : (*network)->Tensors((*network)->gradients())) {
    const size_t layer = LayerOf(tensor);
    // A part of large tensors is enough.
    const size_t stride = 1 + tensor.values.size() / 40;
    for (size_t i = 0; i < tensor.values.size(); i += stride) {
      constexpr double kStepSize = 1e-5;
      const size_t index = before[layer] + i;
      const double difference = (reference.Objective(settings, layer, index, kStepSize) -
                                 reference.Objective(settings, layer, index, -kStepSize)) /
                                (2 * kStepSize);
      // The difference itself is exact to 1e-9; the rest is the float gradient.
      ASSERT_NEAR(tensor.values[i], difference,
                  tolerance.absolute + tolerance.relative * std::abs(difference))
          << tensor.name << "[" << i << "]";
    }
    before[layer] += tensor.values.size();
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

TEST(NetworkTest, GradientsThroughEveryActivationAreDifferencesOfTheLoss) {
  const std::pair<Activation, double> functions[] = {{Activation::kRelu, 0},
                                                     {Activation::kLeakyRelu, 0.08},
                                                     {Activation::kElu, 0.7},
                                                     {Activation::kTanh, 0},
                                                     {Activation::kSigmoid, 0}};
  for (const auto& [activation, alpha] : functions) {
    Layer conv = Conv(5, 3, true, activation), dense = Dense(7, activation);
    conv.alpha = dense.alpha = alpha;
    SCOPED_TRACE(Describe(dense));
    // Behind each fused activation something that works in place.
    CheckGradients(
        {conv, Dropout(0.3), Act(activation, alpha), Conv(3, 2, false, Activation::kNone),
         Act(activation, alpha), Dropout(0.2), Flatten(), dense, Dropout(0.3), Relu(), Softmax(3)},
        {5, 6, 2}, 3);
    if (HasFatalFailure()) return;
  }
}

TEST(NetworkTest, GradientsThroughBatchNormAreDifferencesOfTheLoss) {
  const Tolerance tolerance{.absolute = 1e-5, .relative = 1e-4};  // differences of like sums
  CheckGradients(
      {Conv(5, 3, true, Activation::kNone), Norm(), Relu(), Pool(LayerType::kMaxPool, 2),
       Conv(18, 3, true), Norm(), Flatten(), Norm(), Dense(6, Activation::kNone), Norm(),
       Act(Activation::kTanh), Dense(3, Activation::kNone), Norm(), Act(Activation::kSoftmax)},
      {6, 7, 1}, 3, {}, tolerance, 8);
  // First of all: on the input as it comes, picture or row.
  CheckGradients({Norm(), Conv(4, 3, true), Flatten(), Softmax(3)}, {5, 5, 2}, 3, {}, tolerance);
  CheckGradients({Norm(), Dense(4), Softmax(3)}, {1, 1, 9}, 3, {}, tolerance);
}

TEST(NetworkTest, GradientsThroughPadsAndGlobalPoolsAreDifferencesOfTheLoss) {
  CheckGradients({Pad(2), Conv(5, 3, false), Pad(1), Conv(4, 2, false), GlobalPool(), Softmax(3)},
                 {5, 4, 1}, 3);
  CheckGradients({Conv(20, 3, true), GlobalPool(), Dense(5), Softmax(3)}, {6, 6, 5}, 3);
  CheckGradients({GlobalPool(), Softmax(3)}, {6, 6, 2}, 3);
  CheckGradients({Pool(LayerType::kMaxPool, 2), GlobalPool(), Norm(), Softmax(3)}, {6, 6, 20}, 3,
                 {}, {.absolute = 1e-5, .relative = 1e-4});
}

TEST(NetworkTest, GradientsOfRelusLeftToTheNextLayerAreDifferencesOfTheLoss) {
  CheckGradients({Conv(5, 3, true), Dropout(0.4), Flatten(), Dense(9), Dropout(0.3), Dense(8),
                  Dropout(0.2), Dropout(0.1), Softmax(3)},
                 {4, 5, 1}, 3);
  CheckGradients({Dense(12), Norm(), Dense(9), Norm(), Softmax(3)}, {1, 1, 7}, 3, {},
                 {.absolute = 1e-5, .relative = 1e-4}, 9);
}

TEST(NetworkTest, GradientsOfNormalisedPoolsAreDifferencesOfTheLoss) {
  const auto pool = [](int64_t kernel) { return Pool(LayerType::kMaxPool, kernel); };
  // With and without a relu before it; at the beginning, where nobody wants its input's gradient.
  CheckGradients({Conv(5, 3, true), Norm(), pool(2), Conv(18, 3, true, Activation::kNone), Norm(),
                  pool(2), Flatten(), Softmax(3)},
                 {8, 4, 2}, 3);
  CheckGradients({Norm(), pool(2), Flatten(), Softmax(3)}, {4, 6, 20}, 3);
  // An odd row, and a larger window: each layer by itself.
  CheckGradients({Conv(5, 3, true), Norm(), pool(2), Flatten(), Softmax(3)}, {5, 4, 1}, 3);
  CheckGradients({Conv(5, 3, true), Norm(), pool(3), Flatten(), Softmax(3)}, {6, 6, 1}, 3);
}

TEST(NetworkTest, GradientsOfWinogradsConvolutionsAreDifferencesOfTheLoss) {
  // 32 channels of 14 x 14: 16 tiles in each of 10 rows (WinogradPays). Its transforms lose one to
  // two digits (Lavin and Gray 2016, table 2).
  CheckGradients(
      {Conv(40, 3, true), Conv(33, 3, true), Conv(35, 3, true), GlobalPool(), Softmax(3)},
      {14, 14, 1}, 3, {}, {.absolute = 5e-5, .relative = 1e-3}, 10);
}

TEST(NetworkTest, Bfloat16RoundsFactorsToThreeDigits) {
  const NetworkShape shape{{Conv(17, 3, true), Conv(20, 5, true), Pool(LayerType::kMaxPool, 2),
                            Conv(33, 3, false), Flatten(), Dense(9), Softmax(3)},
                           {12, 12, 1},
                           3};
  auto rounded = Network::Build(shape, 8, Precision::kBfloat16);
  if (!HasBfloat16()) {
    EXPECT_TRUE(absl::IsInvalidArgument(rounded.status()));
    return;
  }
  ASSERT_TRUE(rounded.ok()) << rounded.status();
  auto exact = Network::Build(shape, 8);
  const Rows rows(8, 144, 3, 5);
  for (auto* network : {&*rounded, &*exact}) {
    (*network)->Initialize(2);
    (*network)->Differentiate(rows.x, rows.y, rows.order, 0);
  }
  const auto found = (*rounded)->Tensors((*rounded)->gradients());
  const auto expected = (*exact)->Tensors((*exact)->gradients());
  double largest_difference = 0;
  for (size_t t = 0; t < found.size(); ++t) {
    double norm = 0, difference = 0;
    for (size_t i = 0; i < found[t].values.size(); ++i) {
      norm += std::pow(expected[t].values[i], 2);
      difference += std::pow(found[t].values[i] - expected[t].values[i], 2);
    }
    // Eight bits of each factor, through three convolutions and their gradients; relus and largest
    // pixels near a tie go the other way.
    EXPECT_LT(std::sqrt(difference), 0.15 * std::sqrt(norm)) << found[t].name;
    largest_difference = std::max(largest_difference, difference);
  }
  EXPECT_GT(largest_difference, 0);
  // Evaluation is in float.
  std::vector<int32_t> predictions(8);
  EXPECT_EQ((*rounded)->Evaluate(rows.x, rows.y, predictions).loss_sum,
            (*exact)->Evaluate(rows.x, rows.y, predictions).loss_sum);
}

TEST(NetworkTest, GradientsOfEveryLossAreDifferencesOfIt) {
  const std::vector<Layer> layers = {Conv(3, 3, false), Flatten(), Dense(6), Softmax(4)};
  for (const Loss loss : {Loss::kCrossEntropy, Loss::kMeanSquaredError}) {
    CheckGradients(layers, {5, 5, 1}, 4, {.loss = loss});
    CheckGradients(layers, {5, 5, 1}, 4, {.loss = loss, .class_weights = {0.5f, 2.0f, 1.0f, 0.0f}});
    CheckGradients(layers, {5, 5, 1}, 4, {.loss = loss, .l1 = 0.01, .l2 = 0.02});
  }
}

std::vector<Doubles> Probabilities(Network& network, const Rows& rows) {
  std::vector<float> flat(static_cast<size_t>(rows.x.rows() * network.shape().classes));
  network.Probabilities(rows.x, flat);
  std::vector<Doubles> probabilities;
  for (auto from = flat.begin(); from != flat.end(); from += network.shape().classes) {
    probabilities.emplace_back(from, from + network.shape().classes);
  }
  return probabilities;
}

TEST(NetworkTest, PredictionsAreThoseOfTheReferenceWithTheRunningStatistics) {
  const NetworkShape shape{{Conv(7, 3, true, Activation::kNone), Norm(), Relu(), Dropout(0.5),
                            Pool(LayerType::kMaxPool, 2), Flatten(), Norm(), Softmax(3)},
                           {6, 6, 3},
                           3};
  auto network = Network::Build(shape, 16);
  ASSERT_TRUE(network.ok()) << network.status();
  (*network)->Initialize(4);
  const Rows rows(16, shape.input.Size(), 3, 5);
  Optimizer optimizer({}, (*network)->parameters().size());
  for (uint64_t step = 0; step < 20; ++step) {
    (*network)->Train(rows.x, rows.y, rows.order, step, optimizer);
  }
  const Reference reference(**network, rows, 4, 0);
  const auto expected = reference.Logits(/*training=*/false);
  const auto found = Probabilities(**network, rows);
  for (size_t r = 0; r < found.size(); ++r) {
    const Doubles p = testing::NaiveSoftmax(expected[r]);
    for (size_t k = 0; k < p.size(); ++k) EXPECT_NEAR(found[r][k], p[k], 2e-6);
  }
}

// The first `layers` layers of `network`, with its weights and statistics.
std::unique_ptr<Network> PartOf(Network& network, size_t layers) {
  auto part = Network::BuildPart(network.shape(), layers);
  EXPECT_TRUE(part.ok()) << part.status();
  for (const auto& tensor : network.Tensors(network.parameters())) {
    EXPECT_EQ((*part)->SetTensor(tensor, (*part)->parameters()), LayerOf(tensor) < layers);
  }
  for (const auto& tensor : network.Tensors(network.state())) {
    EXPECT_EQ((*part)->SetTensor(tensor, (*part)->state()), LayerOf(tensor) < layers);
  }
  return *std::move(part);
}

TEST(NetworkTest, FeaturesOfEveryLayerAreThoseOfTheReference) {
  // Convolutions with relu before pools, which take the relu over in a whole network; more rows
  // than a batch; 7 and 20 channels fill no register.
  const NetworkShape shape{{Flatten(), Softmax(3)}, {4, 4, 3}, 3};
  const NetworkShape deep{
      {Pad(1), Conv(7, 3, true), Pool(LayerType::kMaxPool, 2), Norm(), Relu(), Dropout(0.5),
       Conv(20, 3, true), Pool(LayerType::kAveragePool, 2), Flatten(), Dense(9), Softmax(3)},
      {6, 6, 3},
      3};
  for (const NetworkShape& whole : {shape, deep}) {
    const Rows rows(70, whole.input.Size(), 3, 5);
    auto network = Network::Build(whole, 70);
    ASSERT_TRUE(network.ok()) << network.status();
    (*network)->Initialize(4);
    Optimizer optimizer({}, (*network)->parameters().size());
    for (uint64_t step = 0; step < 5; ++step) {
      (*network)->Train(rows.x, rows.y, rows.order, step, optimizer);
    }
    const Reference reference(**network, rows, 4, 0);
    for (size_t layers = 1; layers <= whole.layers.size(); ++layers) {
      const auto part = PartOf(**network, layers);
      const auto count = static_cast<size_t>(part->FeatureCount());
      std::vector<float> found(70 * count);
      part->Features(rows.x, found);
      const auto expected = reference.Values(/*training=*/false, layers);
      ASSERT_EQ(expected[0].size(), count) << layers;
      for (size_t i = 0; i < found.size(); ++i) {
        // Sums of some hundred floats of size 1.
        ASSERT_NEAR(found[i], expected[i / count][i % count], 1e-5) << layers << " layers, " << i;
      }
    }
  }
}

TEST(NetworkTest, RunningStatisticsFollowTheBatches) {
  auto network = Network::Build({{Norm(), Softmax(2)}, {1, 1, 3}, 2}, 4);
  ASSERT_TRUE(network.ok()) << network.status();
  (*network)->Initialize(1);
  const Rows rows(4, 3, 2, 6);
  Optimizer optimizer({}, (*network)->parameters().size());
  (*network)->Train(rows.x, rows.y, rows.order, 0, optimizer);
  const auto state = (*network)->Tensors((*network)->state());
  ASSERT_EQ(state.size(), 2u);
  EXPECT_EQ(state[0].name, "layer0.moving_mean");
  EXPECT_EQ(state[1].name, "layer0.moving_variance");
  for (int64_t c = 0; c < 3; ++c) {
    double mean = 0, variance = 0;
    for (int64_t r = 0; r < 4; ++r) mean += rows.x.row(r)[c] / 4.0;
    for (int64_t r = 0; r < 4; ++r) variance += std::pow(rows.x.row(r)[c] - mean, 2) / 4.0;
    // 0.99 of 0 and of 1.
    EXPECT_NEAR(state[0].values[static_cast<size_t>(c)], 0.01 * mean, 1e-8);
    EXPECT_NEAR(state[1].values[static_cast<size_t>(c)], 0.99 + 0.01 * variance, 1e-7);
  }
  // Gradients alone leave them as they are.
  const std::vector<float> before((*network)->state().begin(), (*network)->state().end());
  (*network)->Differentiate(rows.x, rows.y, rows.order, 1);
  EXPECT_TRUE(std::equal(before.begin(), before.end(), (*network)->state().begin()));
}

TEST(NetworkTest, PaddingStaysZeroWhileTraining) {
  // 5 and 3 of a register's channels are meant; sigmoid of zero is not zero.
  const NetworkShape shape{{Conv(5, 3, true, Activation::kSigmoid), Norm(), Conv(3, 3, true),
                            Flatten(), Dense(7, Activation::kSigmoid), Softmax(3)},
                           {6, 6, 1},
                           3};
  const Rows rows(8, 36, 3, 5);
  for (const OptimizerKind kind :
       {OptimizerKind::kSgd, OptimizerKind::kAdam, OptimizerKind::kAdamW, OptimizerKind::kNadam,
        OptimizerKind::kRmsprop, OptimizerKind::kAdagrad, OptimizerKind::kAdadelta}) {
    auto network = Network::Build(shape, 8);
    ASSERT_TRUE(network.ok()) << network.status();
    (*network)->Initialize(4);
    (*network)->Configure({.l1 = 0.01, .l2 = 0.01});
    Optimizer optimizer({.kind = kind, .learning_rate = 0.1, .momentum = 0.5, .weight_decay = 0.1},
                        (*network)->parameters().size());
    for (uint64_t step = 0; step < 5; ++step) {
      (*network)->Train(rows.x, rows.y, rows.order, step, optimizer);
    }
    // Every tensor's own elements zeroed, nothing is left.
    for (auto& tensor : (*network)->Tensors((*network)->parameters())) {
      EXPECT_TRUE(std::any_of(tensor.values.begin(), tensor.values.end(),
                              [](float value) { return value != 0; }));
      std::fill(tensor.values.begin(), tensor.values.end(), 0.0f);
      ASSERT_TRUE((*network)->SetTensor(tensor, (*network)->parameters()));
    }
    for (const float value : (*network)->parameters()) ASSERT_EQ(value, 0.0f);
  }
}

TEST(NetworkTest, ClippingShortensTheStep) {
  const NetworkShape shape{{Softmax(3)}, {1, 1, 8}, 3};
  const Rows rows(8, 8, 3, 5);
  const auto step = [&](const TrainingSettings& settings) {
    auto network = Network::Build(shape, 8);
    (*network)->Configure(settings);
    Optimizer sgd({.kind = OptimizerKind::kSgd, .learning_rate = 1},
                  (*network)->parameters().size());
    (*network)->Train(rows.x, rows.y, rows.order, 0, sgd);
    return (*network)->Tensors((*network)->parameters());
  };
  const auto norm = [](const Network::Tensor& tensor) {
    double sum = 0;
    for (const float value : tensor.values) sum += static_cast<double>(value) * value;
    return std::sqrt(sum);
  };
  const auto free = step({}), short_step = step({.clip_norm = 0.01}),
             cut = step({.clip_value = 0.02});
  for (size_t t = 0; t < free.size(); ++t) {
    ASSERT_GT(norm(free[t]), 0.02);
    EXPECT_NEAR(norm(short_step[t]), 0.01, 1e-7);
    for (size_t i = 0; i < free[t].values.size(); ++i) {
      EXPECT_NEAR(short_step[t].values[i], free[t].values[i] * 0.01 / norm(free[t]), 1e-7);
      EXPECT_NEAR(cut[t].values[i], std::clamp(free[t].values[i], -0.02f, 0.02f), 1e-7);
    }
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
  Optimizer adam({.learning_rate = 0.02}, (*network)->parameters().size());
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
    Optimizer adam({.learning_rate = 0.01}, (*network)->parameters().size());
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
  // A row gives the same bits alone; the sum of the losses is a double.
  EXPECT_NEAR(score.loss_sum, loss, 1e-9);
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
