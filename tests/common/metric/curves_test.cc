#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "common/metric/precision_recall.h"
#include "common/metric/roc.h"
#include "common/metric/threshold_counts.h"
#include "tests/common/metric/scored.h"

namespace gridfold {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

Scored Eight() {
  return Binary({0.125f, 0.375f, 0.25f, 0.75f, 0.25f, 0.75f, 0.1875f, 0.1875f},
                {0, 0, 1, 1, 1, 0, 0, 1});
}

TEST(ThresholdCountsTest, EqualProbabilitiesAreOneStep) {
  const ThresholdCounts counts = CountThresholds(Eight().rows(), 1);
  EXPECT_THAT(counts.thresholds, ElementsAre(0.75, 0.375, 0.25, 0.1875, 0.125));
  EXPECT_THAT(counts.true_positives, ElementsAre(1, 1, 3, 4, 4));
  EXPECT_THAT(counts.false_positives, ElementsAre(1, 2, 2, 3, 4));
}

TEST(RocCurveTest, PointsAreThoseOfScikitLearn) {
  const RocCurve curve = MakeRocCurve(Eight().rows(), 1);
  EXPECT_THAT(curve.false_positive_rate, ElementsAre(0, 0.25, 0.5, 0.5, 0.75, 1));
  EXPECT_THAT(curve.true_positive_rate, ElementsAre(0, 0.25, 0.25, 0.75, 1, 1));
  EXPECT_THAT(curve.thresholds, ElementsAre(1.75, 0.75, 0.375, 0.25, 0.1875, 0.125));
}

TEST(RocCurveTest, PointsOnAStraightLineAreDroppedWhenAsked) {
  const Scored scored = Binary({0.875f, 0.75f, 0.625f, 0.5f, 0.375f}, {1, 1, 1, 0, 0});
  EXPECT_THAT(MakeRocCurve(scored.rows(), 1).thresholds, ElementsAre(1.875, 0.875, 0.625, 0.375));
  EXPECT_EQ(MakeRocCurve(scored.rows(), 1, false).thresholds.size(), 6u);
}

TEST(RocCurveTest, WithoutPositivesOrNegativesARateIsNotDefined) {
  const RocCurve none = MakeRocCurve(Binary({0.5f, 0.25f}, {0, 0}).rows(), 1);
  EXPECT_TRUE(std::isnan(none.true_positive_rate.back()));
  EXPECT_EQ(none.false_positive_rate.back(), 1);
  const RocCurve all = MakeRocCurve(Binary({0.5f, 0.25f}, {1, 1}).rows(), 1);
  EXPECT_TRUE(std::isnan(all.false_positive_rate.back()));
  EXPECT_TRUE(MakeRocCurve(Scored{{}, {}, 2}.rows(), 0).thresholds.empty());
}

TEST(RocAucTest, IsTheShareOfPairsInOrder) {
  for (const uint64_t levels : {1, 3, 50}) {
    const Scored scored = Tied(200, 4, levels, levels);
    const ScoredRows rows = scored.rows();
    for (int32_t c = 0; c < 4; ++c) {
      double right = 0, pairs = 0;
      for (size_t a = 0; a < rows.size(); ++a) {
        for (size_t b = 0; b < rows.size(); ++b) {
          if (rows.actual[a] != c || rows.actual[b] == c) continue;
          const float pa = rows.Row(a)[static_cast<size_t>(c)];
          const float pb = rows.Row(b)[static_cast<size_t>(c)];
          right += pa > pb ? 1 : pa == pb ? 0.5 : 0;
          pairs += 1;
        }
      }
      // Halves of whole numbers: exact up to the division.
      EXPECT_DOUBLE_EQ(RocAuc(rows, c), right / pairs);
    }
  }
}

TEST(RocAucTest, ConstantScoresAreWorthHalf) {
  const Scored scored = Binary({0.5f, 0.5f, 0.5f}, {0, 1, 0});
  EXPECT_EQ(RocAuc(scored.rows(), 1), 0.5);
  EXPECT_EQ(RocAucMacro(scored.rows()), 0.5);
}

TEST(RocAucTest, MeansWeightTheClassesOrDoNot) {
  const Scored scored = Tied(100, 3, 7, 1);
  double mean = 0, weighted = 0;
  for (int32_t c = 0; c < 3; ++c) {
    const auto rows =
        static_cast<double>(std::count(scored.actual.begin(), scored.actual.end(), c));
    mean += RocAuc(scored.rows(), c) / 3;
    weighted += RocAuc(scored.rows(), c) * rows / 100;
  }
  EXPECT_NEAR(RocAucMacro(scored.rows()), mean, 1e-15);
  EXPECT_NEAR(RocAucWeighted(scored.rows()), weighted, 1e-15);
}

TEST(RocAucTest, AClassWithoutRowsHasNoArea) {
  const Scored scored{{0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f}, {0, 1}, 3};
  EXPECT_EQ(RocAuc(scored.rows(), 0), 1);
  EXPECT_TRUE(std::isnan(RocAuc(scored.rows(), 2)));
  EXPECT_TRUE(std::isnan(RocAucMacro(scored.rows())));
  EXPECT_TRUE(std::isnan(RocAucWeighted(scored.rows())));
}

TEST(PrecisionRecallTest, PointsAreThoseOfScikitLearn) {
  const PrecisionRecallCurve curve = MakePrecisionRecallCurve(Eight().rows(), 1);
  EXPECT_THAT(curve.precision, ElementsAre(0.5, DoubleEq(4.0 / 7), 0.6, DoubleEq(1.0 / 3), 0.5, 1));
  EXPECT_THAT(curve.recall, ElementsAre(1, 1, 0.75, 0.25, 0.25, 0));
  EXPECT_THAT(curve.thresholds, ElementsAre(0.125, 0.1875, 0.25, 0.375, 0.75));
  EXPECT_NEAR(AveragePrecision(Eight().rows(), 1), 0.5678571428571428, 1e-15);
}

TEST(PrecisionRecallTest, AClassWithoutRowsHasRecallOneAndAveragesZero) {
  const Scored scored = Binary({0.5f, 0.25f}, {0, 0});
  const PrecisionRecallCurve curve = MakePrecisionRecallCurve(scored.rows(), 1);
  EXPECT_THAT(curve.recall, ElementsAre(1, 1, 0));
  EXPECT_THAT(curve.precision, ElementsAre(0, 0, 1));
  EXPECT_EQ(AveragePrecision(scored.rows(), 1), 0);
  EXPECT_EQ(AveragePrecisionMacro(scored.rows()), 0.5);
  EXPECT_TRUE(std::isnan(AveragePrecisionMacro(Scored{{}, {}, 2}.rows())));
}

TEST(PrecisionRecallTest, PerfectOrderAveragesOne) {
  EXPECT_EQ(AveragePrecision(Binary({0.75f, 0.5f, 0.25f}, {1, 1, 0}).rows(), 1), 1);
}

}  // namespace
}  // namespace gridfold
