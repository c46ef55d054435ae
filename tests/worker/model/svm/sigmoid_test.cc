#include "worker/model/svm/sigmoid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace gridfold {
namespace {

// 25 decisions around 0.8 for y = +1, then 35 around -0.5, which overlap.
std::vector<double> Overlapping() {
  std::vector<double> decisions;
  for (int i = 0; i < 60; ++i) {
    decisions.push_back((i < 25 ? 0.8 : -0.5) + ((i * 37) % 60 - 29.5) / 20.0);
  }
  return decisions;
}

// The negative log likelihood of Platt's targets, from its definition.
double NaiveLoss(const std::vector<double>& decisions, int64_t positive, double a, double b) {
  const auto n_positive = static_cast<double>(positive);
  const double n_negative = static_cast<double>(decisions.size()) - n_positive;
  double loss = 0;
  for (size_t i = 0; i < decisions.size(); ++i) {
    const double t = static_cast<int64_t>(i) < positive ? (n_positive + 1) / (n_positive + 2)
                                                        : 1 / (n_negative + 2);
    const double p = 1 / (1 + std::exp(a * decisions[i] + b));
    loss -= t * std::log(p) + (1 - t) * std::log(1 - p);
  }
  return loss;
}

// The least loss by a search along both axes with ever smaller steps; no derivatives.
std::pair<double, double> NaiveFit(const std::vector<double>& decisions, int64_t positive) {
  double a = 0, b = 0, step = 1;
  double best = NaiveLoss(decisions, positive, a, b);
  while (step > 1e-9) {
    bool better = false;
    for (const auto& [d_a, d_b] :
         {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}}) {
      const double loss = NaiveLoss(decisions, positive, a + d_a * step, b + d_b * step);
      if (loss >= best) continue;
      best = loss;
      a += d_a * step;
      b += d_b * step;
      better = true;
      break;
    }
    if (!better) step /= 2;
  }
  return {a, b};
}

TEST(SigmoidTest, NewtonFindsWhatASearchWithoutDerivativesFinds) {
  const std::vector<double> decisions = Overlapping();
  for (const int64_t positive : {25, 5, 50}) {
    const Sigmoid fitted = FitSigmoid(decisions, positive);
    const auto [a, b] = NaiveFit(decisions, positive);
    // Newton stops at a gradient of 1e-5; the Hessian's least eigenvalue here is above 1.
    EXPECT_NEAR(fitted.a, a, 1e-5) << positive;
    EXPECT_NEAR(fitted.b, b, 1e-5) << positive;
  }
}

TEST(SigmoidTest, AgreesWithScikitLearn) {
  // sklearn.calibration._sigmoid_calibration of 1.2.1, which minimises the same by BFGS.
  const Sigmoid fitted = FitSigmoid(Overlapping(), 25);
  EXPECT_NEAR(fitted.a, -1.362946437600714, 2e-4);
  EXPECT_NEAR(fitted.b, 0.5195608834600276, 2e-4);
}

TEST(SigmoidTest, SeparableDecisionsHaveAFiniteAnswerOfPlattsTargets) {
  // Two values only: the fit can give each its target exactly, (4 + 1) / (4 + 2) and 1 / (6 + 2).
  const Sigmoid fitted = FitSigmoid(std::vector<double>{3, 3, 3, 3, -2, -2, -2, -2, -2, -2}, 4);
  EXPECT_NEAR(Probability(fitted, 3), 5.0 / 6, 1e-5);
  EXPECT_NEAR(Probability(fitted, -2), 1.0 / 8, 1e-5);
}

TEST(SigmoidTest, DecisionsThatSayNothingGiveTheShareOfTheClass) {
  // All equal: the best constant is the mean of the targets, (2 * 3/4 + 6 * 1/8) / 8.
  const Sigmoid fitted = FitSigmoid(std::vector<double>(8, 0.0), 2);
  EXPECT_NEAR(Probability(fitted, 0.0), 2.25 / 8, 1e-6);
}

TEST(SigmoidTest, OneClassAloneAndNoRowsAreFinite) {
  for (const auto& [rows, positive] : {std::pair{4, 4}, {4, 0}, {0, 0}, {1, 1}}) {
    const Sigmoid fitted =
        FitSigmoid(std::vector<double>(static_cast<size_t>(rows), 1.0), positive);
    EXPECT_TRUE(std::isfinite(fitted.a) && std::isfinite(fitted.b)) << rows << ", " << positive;
  }
}

TEST(SigmoidTest, HugeDecisionsNeitherOverflowNorBecomeNan) {
  EXPECT_EQ(Probability({-1, 0}, 1e300), 1);
  EXPECT_EQ(Probability({-1, 0}, -1e300), 0);
  EXPECT_EQ(Probability({1, 0}, 0), 0.5);
  EXPECT_NEAR(Probability({-1, 0}, -40), std::exp(-40.0), 1e-32);
  const Sigmoid fitted = FitSigmoid(std::vector<double>{1e8, 2e8, -1e8, -3e8}, 2);
  EXPECT_GT(Probability(fitted, 1e8), 0.5);
  EXPECT_LT(Probability(fitted, -1e8), 0.5);
}

}  // namespace
}  // namespace gridfold
