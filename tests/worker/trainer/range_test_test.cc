#include "worker/trainer/range_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/worker/trainer/network_request.h"

namespace gridfold {
namespace {

// A loss that stays, falls fastest at 0.01, is lowest at 0.1 and then grows without bound.
double LossAt(double rate) {
  const double place = std::log10(rate);
  return 2.3 - 2 / (1 + std::exp(-4 * (place + 2))) + std::pow(10.0, 4 * (place - 0.6));
}

double RateOf(int step, int steps) { return 1e-6 * std::pow(1e8, step / (steps - 1.0)); }

TEST(RangeTestTest, FindsWhereTheLossFallsAndWhereItBreaksDown) {
  constexpr int kSteps = 400;
  RangeTest test(kSteps);
  int step = 0;
  for (; step < kSteps && !test.over(); ++step) {
    test.Add(RateOf(step, kSteps), LossAt(RateOf(step, kSteps)));
  }
  EXPECT_LT(step, kSteps) << "the loss grows far beyond four times its lowest value";
  const auto facts = test.Facts();
  // A point stands for 4 of 400 batches: eight decades in 100 points, so 20 % from one to the next.
  EXPECT_NEAR(std::log10(facts.at("range_steepest_rate")), -2, 0.15);
  EXPECT_NEAR(std::log10(facts.at("range_lowest_rate")), -0.3, 0.7);
  EXPECT_GT(facts.at("range_stopped_rate"), 1);
  for (size_t i = 1; i < test.points().size(); ++i) {
    EXPECT_GT(test.points()[i].rate, test.points()[i - 1].rate);
  }
}

TEST(RangeTestTest, LossThatIsNoNumberEndsIt) {
  RangeTest test(10);
  test.Add(0.1, 2);
  test.Add(1, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(test.over());
  EXPECT_EQ(test.points().size(), 1u);
  EXPECT_EQ(test.Facts().at("range_stopped_rate"), 1);
}

TEST(RangeTestTest, WithoutABatchThereAreNoFacts) { EXPECT_TRUE(RangeTest(0).Facts().empty()); }

using RangeTrainingTest = NetworkTrainerTest;

TEST_F(RangeTrainingTest, TrainingSweepsItsRatesAndDoesNotFailWhenItDiverges) {
  sections["schedule"] = {{"type", std::string("range")}, {"min_rate", 1e-6}, {"max_rate", 1e4}};
  Point point = With(SmallCnn(3), "optimizer", std::string("sgd"));
  point["batch_size"] = int64_t{10};
  const auto fits = Fit("cnn", {point});
  ASSERT_TRUE(fits.at(0).status.ok()) << fits[0].status;
  const auto& rates = curves.points[{0, "range_rate"}];
  ASSERT_GT(rates.size(), 20u);
  EXPECT_LT(rates.front(), 2e-6);
  EXPECT_TRUE(fits[0].facts.contains("range_steepest_rate"));
  EXPECT_TRUE(fits[0].facts.contains("range_stopped_rate")) << "a rate of 10,000 learns nothing";
  EXPECT_EQ(curves.points[(std::pair<size_t, std::string>(0, "range_loss"))].size(), rates.size());
}

}  // namespace
}  // namespace gridfold
