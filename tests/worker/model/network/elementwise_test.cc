// Dropout, initial weights and relu.
#include "worker/model/network/elementwise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "worker/model/network/dropout.h"

namespace gridfold {
namespace {

std::vector<float> DropoutOfOnes(double rate, uint64_t layer, uint64_t seed, const Pass& pass) {
  constexpr int64_t kSize = 1000;
  DropoutOp op(kSize, rate, layer);
  op.Initialize(seed);
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
  DropoutOp op(100, 0.3, 1);
  op.Initialize(9);
  const Pass pass{.rows = 3, .training = true, .step = 11};
  std::vector<float> x(300, 1.0f), diff(300, 1.0f);
  op.Forward(pass, x.data(), x.data());
  op.Backward(pass, x.data(), x.data(), diff.data(), diff.data());
  EXPECT_EQ(x, diff);
  std::vector<float> kept(300, 1.0f);
  op.Forward({.rows = 3}, kept.data(), kept.data());
  EXPECT_EQ(kept, std::vector<float>(300, 1.0f));
}

TEST(GlorotTest, WeightsFillTheIntervalEvenly) {
  std::vector<float> weights(100'000);
  FillGlorotUniform(weights, 300, 100, 7);
  const double limit = std::sqrt(6.0 / 400.0);
  double sum = 0, squares = 0;
  for (const float weight : weights) {
    ASSERT_LE(std::abs(weight), limit);
    sum += weight;
    squares += static_cast<double>(weight) * weight;
  }
  // Five standard deviations of the mean, and of the second moment limit^2 / 3.
  EXPECT_NEAR(sum / 1e5, 0.0, 5 * limit / std::sqrt(3e5));
  EXPECT_NEAR(squares / 1e5, limit * limit / 3, 5 * limit * limit * 0.3 / std::sqrt(1e5));
}

TEST(ReluTest, NotANumberPassesSoThatDivergenceIsSeen) {
  std::vector<float> x = {std::nanf(""), -1.0f, 2.0f};
  Relu(x.data(), 3);
  EXPECT_TRUE(std::isnan(x[0]));
  EXPECT_EQ(x[1], 0.0f);
  EXPECT_EQ(x[2], 2.0f);
}

}  // namespace
}  // namespace gridfold
