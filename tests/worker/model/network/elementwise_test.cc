// Dropout, initial weights, activations and the layout.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <tuple>
#include <vector>

#include "tests/worker/model/network/naive_network.h"
#include "worker/model/network/activation.h"
#include "worker/model/network/dropout.h"
#include "worker/model/network/initializer.h"
#include "worker/model/network/vector_exp.h"

namespace gridfold {
namespace {

std::vector<float> DropoutOfOnes(double rate, uint64_t layer, uint64_t seed, const Pass& pass) {
  constexpr int64_t kSize = 1000;
  DropoutOp op(FlatLayout(kSize, 1), rate, layer);
  op.Seed(seed);
  std::vector<float> x(static_cast<size_t>(pass.rows * kSize), 1.0f);
  op.Forward(pass, x.data(), x.data());
  return x;
}

TEST(DropoutOpTest, KeepsTheMeanAndTheRate) {
  for (const double rate : {0.1, 0.25, 0.5, 0.9}) {
    const auto x = DropoutOfOnes(rate, 1, 2, {.rows = 200, .training = true, .step = 3});
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    const auto zeros = static_cast<double>(std::count(x.begin(), x.end(), 0.0f));
    const auto count = static_cast<double>(x.size());
    // Five standard deviations of a binomial share.
    const double deviation = std::sqrt(rate * (1 - rate) / count);
    EXPECT_NEAR(zeros / count, rate, 5 * deviation);
    EXPECT_NEAR(mean, 1.0, 5 * deviation / (1 - rate));
  }
}

TEST(DropoutOpTest, MasksOfStepsLayersAndSeedsAreIndependent) {
  const auto base = DropoutOfOnes(0.5, 1, 2, {.rows = 50, .training = true, .step = 3});
  const std::vector<std::vector<float>> others = {
      DropoutOfOnes(0.5, 1, 2, {.rows = 50, .training = true, .step = 4}),
      DropoutOfOnes(0.5, 2, 2, {.rows = 50, .training = true, .step = 3}),
      DropoutOfOnes(0.5, 1, 3, {.rows = 50, .training = true, .step = 3})};
  for (const auto& other : others) {
    int64_t equal = 0;
    for (size_t i = 0; i < base.size(); ++i) equal += base[i] == other[i] ? 1 : 0;
    // Half of 50,000, within five standard deviations (112 each).
    EXPECT_NEAR(static_cast<double>(equal), 25'000, 560);
  }
  EXPECT_EQ(base, DropoutOfOnes(0.5, 1, 2, {.rows = 50, .training = true, .step = 3}));
}

TEST(DropoutOpTest, MaskOfARowDoesNotDependOnTheBatchsSize) {
  const auto one = DropoutOfOnes(0.5, 1, 2, {.rows = 1, .training = true, .step = 3});
  const auto two = DropoutOfOnes(0.5, 1, 2, {.rows = 2, .training = true, .step = 3});
  EXPECT_TRUE(std::equal(one.begin(), one.end(), two.begin()));
}

TEST(DropoutOpTest, BackwardTakesTheSameMaskAndEvaluationNone) {
  DropoutOp op(FlatLayout(100, 1), 0.3, 1);
  op.Seed(9);
  const Pass pass{.rows = 3, .training = true, .step = 11};
  std::vector<float> x(300, 1.0f), diff(300, 1.0f);
  op.Forward(pass, x.data(), x.data());
  op.Backward(pass, x.data(), x.data(), diff.data(), diff.data());
  EXPECT_EQ(x, diff);
  std::vector<float> kept(300, 1.0f);
  op.Forward({.rows = 3}, kept.data(), kept.data());
  EXPECT_EQ(kept, std::vector<float>(300, 1.0f));
}

TEST(InitializerTest, WeightsHaveTheVarianceOfTheirPaper) {
  // fan_in 300, fan_out 100: glorot 2 / 400, he 2 / 300, lecun 1 / 300.
  const std::tuple<Initializer, double, bool> cases[] = {
      {Initializer::kGlorotUniform, 1.0 / 200, true},
      {Initializer::kGlorotNormal, 1.0 / 200, false},
      {Initializer::kHeUniform, 2.0 / 300, true},
      {Initializer::kHeNormal, 2.0 / 300, false},
      {Initializer::kLecunUniform, 1.0 / 300, true},
      {Initializer::kLecunNormal, 1.0 / 300, false}};
  for (const auto& [initializer, variance, uniform] : cases) {
    std::vector<float> weights(100'000);
    FillWeights(initializer, 300, 100, 7, weights);
    // A uniform's edge; two deviations of the normal that was cut there.
    const double edge = std::sqrt(uniform ? 3 * variance : 4 * variance / 0.7737413);
    double sum = 0, squares = 0, largest = 0;
    for (const float weight : weights) {
      largest = std::max<double>(largest, std::abs(weight));
      sum += weight;
      squares += static_cast<double>(weight) * weight;
    }
    EXPECT_LE(largest, edge * 1.0001);
    EXPECT_GE(largest, edge * 0.99);
    // Five standard deviations of the mean, and of the second moment (whose own deviation is below
    // 1.1 of the variance for both).
    EXPECT_NEAR(sum / 1e5, 0.0, 5 * std::sqrt(variance / 1e5));
    EXPECT_NEAR(squares / 1e5, variance, 5 * 1.1 * variance / std::sqrt(1e5));
  }
}

TEST(ActivationTest, NotANumberPassesSoThatDivergenceIsSeen) {
  for (const Activation activation : {Activation::kRelu, Activation::kLeakyRelu, Activation::kElu,
                                      Activation::kTanh, Activation::kSigmoid}) {
    std::vector<float> x = {std::nanf(""), -1.0f, 2.0f};
    Activate({activation, 0.5f}, FlatLayout(3, 1), 1, x.data(), x.data());
    EXPECT_TRUE(std::isnan(x[0]));
    EXPECT_NEAR(x[1], testing::NaiveActivation(activation, 0.5, -1), 1e-7);
    EXPECT_NEAR(x[2], testing::NaiveActivation(activation, 0.5, 2), 2e-7);
  }
}

TEST(ActivationTest, LargeNumbersReachTheLimits) {
  std::vector<float> x = {-1e30f, 1e30f};
  Activate({Activation::kTanh, 0}, FlatLayout(2, 1), 1, x.data(), x.data());
  EXPECT_EQ(x, (std::vector<float>{-1, 1}));
  x = {-1e30f, 1e30f};
  Activate({Activation::kSigmoid, 0}, FlatLayout(2, 1), 1, x.data(), x.data());
  EXPECT_EQ(x, (std::vector<float>{0, 1}));
}

TEST(VectorExpTest, AgreesWithTheLibraryTo2e7) {
  for (float x = -86.9f; x < 88.0f; x += 0.0137f) {
    const double exact = std::exp(static_cast<double>(x));
    ASSERT_NEAR(VectorExp(x) / exact, 1.0, 2e-7) << x;
  }
  EXPECT_EQ(VectorExp(-1000.0f), 0.0f);
  EXPECT_TRUE(std::isinf(VectorExp(1000.0f)));
}

TEST(LayoutTest, EveryFeatureHasAPlaceOfItsOwn) {
  const Layout layout{.extent = {3, 4, 19}, .lanes = 8};
  EXPECT_EQ(layout.Size(), 3 * 4 * 24);
  std::set<int64_t> places;
  for (int64_t i = 0; i < layout.extent.Size(); ++i) places.insert(layout.Place(i));
  EXPECT_EQ(static_cast<int64_t>(places.size()), layout.extent.Size());
  EXPECT_LT(*places.rbegin(), layout.Size());
  // Row 1, column 2, channel 17: block 2, pixel 6, lane 1.
  EXPECT_EQ(layout.Place((1 * 4 + 2) * 19 + 17), (2 * 12 + 6) * 8 + 1);
}

}  // namespace
}  // namespace gridfold
