#include "worker/model/network/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace gridfold {
namespace {

TEST(SgdTest, StepsAreThoseByHand) {
  Sgd plain(2, 0.1, 0);
  std::vector<float> w = {1, -2};
  plain.Step(w, std::vector<float>{0.5f, -1});
  // w - 0.1 g
  EXPECT_FLOAT_EQ(w[0], 0.95f);
  EXPECT_FLOAT_EQ(w[1], -1.9f);
}

TEST(SgdTest, MomentumIsThatOfKeras) {
  Sgd sgd(1, 0.1, 0.9);
  std::vector<float> w = {1};
  // v = -0.1; w = 0.9. v = -0.09 - 0.2 = -0.29; w = 0.61. v = -0.261; w = 0.349.
  sgd.Step(w, std::vector<float>{1});
  EXPECT_FLOAT_EQ(w[0], 0.9f);
  sgd.Step(w, std::vector<float>{2});
  EXPECT_FLOAT_EQ(w[0], 0.61f);
  sgd.Step(w, std::vector<float>{0});
  EXPECT_FLOAT_EQ(w[0], 0.349f);
}

TEST(AdamTest, FirstStepIsTheLearningRate) {
  Adam adam(3, 0.01);
  std::vector<float> w = {1, 1, 1};
  adam.Step(w, std::vector<float>{1000, -0.01f, 0});
  // m / sqrt(v), bias-corrected, is the gradient's sign; epsilon takes 1e-7 / (0.01 * sqrt(0.001)),
  // 0.03 %, off the second.
  EXPECT_NEAR(w[0], 0.99, 1e-6);
  EXPECT_NEAR(w[1], 1.01, 5e-6);
  EXPECT_EQ(w[2], 1.0f);
}

TEST(AdamTest, StepsFollowTheFormulaInDoublePrecision) {
  const std::vector<double> gradients = {0.3, -0.2, 0.5, 0.0, 1e-6, -3, 0.1};
  Adam adam(20, 0.002);
  std::vector<float> w(20, 0.7f);
  double m = 0, v = 0, expected = 0.7f;
  for (size_t t = 1; t <= gradients.size(); ++t) {
    const double g = gradients[t - 1];
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const auto power = static_cast<double>(t);
    const double rate = 0.002 * std::sqrt(1 - std::pow(0.999, power)) / (1 - std::pow(0.9, power));
    expected -= rate * m / (std::sqrt(v) + 1e-7);
    adam.Step(w, std::vector<float>(20, static_cast<float>(g)));
    // Seven steps of rounding a float near 0.7.
    for (const float one : w) ASSERT_NEAR(one, expected, 5e-7) << t;
  }
}

TEST(MakeOptimizerTest, TakesTheParametersOfThePoint) {
  Point point = {{"optimizer", std::string("sgd")}, {"learning_rate", 0.5}, {"momentum", 0.5}};
  auto sgd = MakeOptimizer(point, 1);
  ASSERT_TRUE(sgd.ok());
  std::vector<float> w = {0};
  (*sgd)->Step(w, std::vector<float>{1});
  (*sgd)->Step(w, std::vector<float>{0});
  EXPECT_FLOAT_EQ(w[0], -0.75f);
  point["optimizer"] = std::string("newton");
  const auto unknown = MakeOptimizer(point, 1);
  EXPECT_TRUE(absl::IsInvalidArgument(unknown.status()));
}

}  // namespace
}  // namespace gridfold
