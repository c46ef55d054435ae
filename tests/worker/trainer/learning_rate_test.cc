#include "worker/trainer/learning_rate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace gridfold {
namespace {

using Kind = LearningRate::Kind;

TEST(LearningRateTest, ConstantStaysAfterTheWarmUp) {
  LearningRate schedule{.kind = Kind::kConstant, .base = 0.2};
  EXPECT_EQ(RateAt(schedule, 0), 0.2);
  EXPECT_EQ(RateAt(schedule, 1e6), 0.2);
  schedule.warmup_epochs = 4;
  EXPECT_EQ(RateAt(schedule, 0), 0);
  EXPECT_DOUBLE_EQ(RateAt(schedule, 1), 0.05);
  EXPECT_DOUBLE_EQ(RateAt(schedule, 3.5), 0.175);
  EXPECT_EQ(RateAt(schedule, 4), 0.2);
}

// Up to 0.01 in 200 epochs, 0.01 to 3000, 0.005 to 4000, then 0.001.
TEST(LearningRateTest, PiecewiseClimbsStaysAndJumps) {
  const LearningRate schedule{
      .kind = Kind::kPiecewise,
      .points = {{0, 0}, {200, 0.01}, {3000, 0.01}, {3000, 0.005}, {4000, 0.005}, {4000, 0.001}}};
  for (const double epoch : {0.0, 0.5, 1.0, 57.25, 199.0}) {
    EXPECT_DOUBLE_EQ(RateAt(schedule, epoch), 0.01 * epoch / 200) << epoch;
  }
  EXPECT_EQ(RateAt(schedule, 200), 0.01);
  EXPECT_DOUBLE_EQ(RateAt(schedule, 2999.5), 0.01);
  EXPECT_EQ(RateAt(schedule, 3000), 0.005);
  EXPECT_DOUBLE_EQ(RateAt(schedule, 3999), 0.005);
  EXPECT_EQ(RateAt(schedule, 4000), 0.001);
  EXPECT_EQ(RateAt(schedule, 1e9), 0.001);
}

TEST(LearningRateTest, PiecewiseBeforeItsFirstPointHasThatRate) {
  const LearningRate schedule{.kind = Kind::kPiecewise, .points = {{10, 0.5}, {20, 0.25}}};
  EXPECT_EQ(RateAt(schedule, 0), 0.5);
  EXPECT_DOUBLE_EQ(RateAt(schedule, 15), 0.375);
}

TEST(LearningRateTest, StepFallsByItsRateAndCountsFromTheWarmUp) {
  LearningRate schedule{.kind = Kind::kStep, .base = 0.8, .decay_epochs = 10, .decay_rate = 0.5};
  for (const double epoch : {0.0, 9.99, 10.0, 25.0, 99.0}) {
    EXPECT_DOUBLE_EQ(RateAt(schedule, epoch), 0.8 * std::pow(0.5, std::floor(epoch / 10)));
  }
  schedule.warmup_epochs = 5;
  EXPECT_DOUBLE_EQ(RateAt(schedule, 14.5), 0.8);
  EXPECT_DOUBLE_EQ(RateAt(schedule, 15), 0.4);
}

TEST(LearningRateTest, CosineFallsToItsShareAndStaysThere) {
  const LearningRate schedule{
      .kind = Kind::kCosine, .base = 0.1, .warmup_epochs = 2, .decay_epochs = 8, .alpha = 0.25};
  for (const double t : {0.0, 1.0, 4.0, 6.5, 8.0}) {
    const double expected = 0.1 * (0.75 * 0.5 * (1 + std::cos(std::numbers::pi * t / 8)) + 0.25);
    EXPECT_DOUBLE_EQ(RateAt(schedule, 2 + t), expected) << t;
  }
  EXPECT_DOUBLE_EQ(RateAt(schedule, 6), 0.1 * (0.75 * 0.5 + 0.25));
  EXPECT_DOUBLE_EQ(RateAt(schedule, 100), 0.025);
}

std::vector<double> RatesAfter(const PlateauSettings& settings, const std::vector<double>& values) {
  ReduceOnPlateau plateau(settings, 1.0);
  std::vector<double> rates;
  for (const double value : values) {
    plateau.EndEpoch(value);
    rates.push_back(plateau.rate());
  }
  return rates;
}

TEST(ReduceOnPlateauTest, RateFallsAfterPatienceEpochsWithoutImprovement) {
  const PlateauSettings settings{.factor = 0.5, .patience = 2, .min_delta = 0};
  EXPECT_EQ(RatesAfter(settings, {3, 2, 2, 2, 1, 1, 1}),
            (std::vector<double>{1, 1, 1, 0.5, 0.5, 0.5, 0.25}));
}

TEST(ReduceOnPlateauTest, SmallImprovementsAndNanDoNotCount) {
  const PlateauSettings settings{.factor = 0.5, .patience = 1, .min_delta = 0.1};
  EXPECT_EQ(RatesAfter(settings, {3, 2.95, std::nan(""), 2.5}),
            (std::vector<double>{1, 0.5, 0.25, 0.25}));
}

TEST(ReduceOnPlateauTest, AccuracyMustRise) {
  const PlateauSettings settings{
      .monitor = Monitor::kValAccuracy, .factor = 0.5, .patience = 1, .min_delta = 0};
  EXPECT_EQ(RatesAfter(settings, {0.5, 0.6, 0.55}), (std::vector<double>{1, 1, 0.5}));
}

TEST(ReduceOnPlateauTest, CoolsDownAndStopsAtItsFloor) {
  PlateauSettings settings{.factor = 0.5, .patience = 1, .min_delta = 0, .cooldown = 2};
  // The epoch after a cut takes one off the cool-down; the next one ends it and counts.
  EXPECT_EQ(RatesAfter(settings, {1, 1, 1, 1, 1}), (std::vector<double>{1, 0.5, 0.5, 0.25, 0.25}));
  settings = {.factor = 0.5, .patience = 1, .min_delta = 0, .min_lr = 0.4};
  EXPECT_EQ(RatesAfter(settings, {1, 1, 1, 1}), (std::vector<double>{1, 0.5, 0.4, 0.4}));
}

}  // namespace
}  // namespace gridfold
