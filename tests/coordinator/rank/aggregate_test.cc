#include "coordinator/rank/aggregate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gridfold {
namespace {

// numpy 1.24: mean(), std(), std(ddof=1) / sqrt(5). Ten ulps of the order of summation.
TEST(AggregateTest, MatchesNumpy) {
  const std::vector<double> scores = {0.970, 0.962, 0.975, 0.968, 0.971};
  const Aggregate aggregate = AggregateScores(scores);
  EXPECT_NEAR(aggregate.mean, 0.9692000000000001, 1e-15);
  EXPECT_NEAR(aggregate.std, 0.004261455150532507, 1e-15);
  ASSERT_TRUE(aggregate.std_error);
  EXPECT_NEAR(*aggregate.std_error, 0.0021307275752662533, 1e-15);
}

TEST(AggregateTest, OneScoreHasNoStandardError) {
  const std::vector<double> scores = {0.25};
  const Aggregate aggregate = AggregateScores(scores);
  EXPECT_EQ(aggregate.mean, 0.25);
  EXPECT_EQ(aggregate.std, 0);
  EXPECT_FALSE(aggregate.std_error);
}

TEST(AggregateTest, LargeMeanDoesNotDrownTheDeviation) {
  const std::vector<double> scores = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
  const Aggregate aggregate = AggregateScores(scores);
  EXPECT_EQ(aggregate.mean, 1e9 + 10);
  EXPECT_DOUBLE_EQ(aggregate.std, std::sqrt(22.5));
}

TEST(AggregateTest, NotANumberIsNotHidden) {
  const std::vector<double> scores = {0.5, std::nan("")};
  EXPECT_TRUE(std::isnan(AggregateScores(scores).mean));
}

}  // namespace
}  // namespace gridfold
