#include "common/metric/probability_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/common/metric/scored.h"

namespace gridfold {
namespace {

Scored Four() {
  return {{0.7f, 0.2f, 0.1f, 0.1f, 0.1f, 0.8f, 0, 0.5f, 0.5f, 1, 0, 0}, {0, 2, 1, 2}, 3};
}

TEST(LogLossTest, AgreesWithScikitLearn) {
  // sklearn.metrics.log_loss of 1.2.1 of these floats in double: a probability of 0 counts as
  // 2^-52.
  EXPECT_NEAR(LogLoss(Four().rows()), 9.32915476862734, 1e-12);
}

TEST(LogLossTest, RowsThatDoNotSumToOneAreDivided) {
  const Scored scored{{0.2f, 0.2f}, {0}, 2};
  EXPECT_NEAR(LogLoss(scored.rows()), std::log(2.0), 1e-15);
}

TEST(LogLossTest, CertaintyIsBoundedOnBothSides) {
  const Scored right{{1, 0}, {0}, 2}, wrong{{1, 0}, {1}, 2};
  EXPECT_NEAR(LogLoss(right.rows()), 0, 1e-15);
  EXPECT_NEAR(LogLoss(wrong.rows()), 52 * std::log(2.0), 1e-12);
}

TEST(BrierScoreTest, IsTheSumOverTheClasses) {
  const Scored scored{{0.5f, 0.25f, 0.25f, 0, 1, 0}, {0, 2}, 3};
  // (1/4 + 1/16 + 1/16) and (1 + 1).
  EXPECT_DOUBLE_EQ(BrierScore(scored.rows()), (0.375 + 2) / 2);
}

TEST(TopAccuracyTest, OfEqualOnesTheHigherIndexComesFirst) {
  const Scored scored{{0.25f, 0.25f, 0.25f, 0.25f, 0.4f, 0.3f, 0.3f, 0}, {1, 1}, 4};
  EXPECT_EQ(TopAccuracy(scored.rows(), 1), 0);
  EXPECT_EQ(TopAccuracy(scored.rows(), 2), 0);
  EXPECT_EQ(TopAccuracy(scored.rows(), 3), 1);
  EXPECT_EQ(TopAccuracy(scored.rows(), 4), 1);
  EXPECT_EQ(TopAccuracy(scored.rows(), 1000), 1);
}

TEST(TopAccuracyTest, OfTwoClassesTheSecondNeedsMoreThanHalf) {
  const Scored scored = Binary({0.5f, 0.5f, 0.6f}, {0, 1, 1});
  EXPECT_DOUBLE_EQ(TopAccuracy(scored.rows(), 1), 2.0 / 3);
  EXPECT_EQ(TopAccuracy(scored.rows(), 2), 1);
}

TEST(ProbabilityScoresTest, NoRowsHaveNoScore) {
  const Scored none{{}, {}, 3};
  EXPECT_TRUE(std::isnan(LogLoss(none.rows())));
  EXPECT_TRUE(std::isnan(BrierScore(none.rows())));
  EXPECT_TRUE(std::isnan(TopAccuracy(none.rows(), 2)));
}

TEST(CheckProbabilitiesTest, WhatIsNoProbabilityIsNamed) {
  Scored scored = Four();
  EXPECT_TRUE(CheckProbabilities(scored.rows()).ok());
  scored.probabilities[3] = 1 + 1e-6f;
  EXPECT_TRUE(CheckProbabilities(scored.rows()).ok()) << "a rounding";
  for (const float wrong : {std::numeric_limits<float>::quiet_NaN(), -0.1f, 1.1f,
                            std::numeric_limits<float>::infinity()}) {
    scored.probabilities[3] = wrong;
    const Status status = CheckProbabilities(scored.rows());
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_NE(Message(status).find("row 1"), std::string::npos) << Message(status);
  }
}

}  // namespace
}  // namespace gridfold
