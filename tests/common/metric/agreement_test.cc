#include "common/metric/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace gridfold {
namespace {

// Values of scikit-learn 1.2.1 are printed with 12 digits.
constexpr double kTolerance = 1e-11;

const ConfusionMatrix& Uneven() {
  static const ConfusionMatrix confusion =
      ConfusionMatrix::Of(std::vector<int32_t>{0, 0, 0, 1, 1, 2, 2, 2, 2, 3},
                          std::vector<int32_t>{0, 1, 0, 1, 2, 2, 2, 0, 3, 3}, 4);
  return confusion;
}

TEST(ConfusionMatrixTest, RowsAreActualClasses) {
  const ConfusionMatrix confusion =
      ConfusionMatrix::Of(std::vector<int32_t>{0, 0, 1, 2}, std::vector<int32_t>{1, 1, 1, 0}, 3);
  EXPECT_EQ(confusion.counts(), (std::vector<int64_t>{0, 2, 0, 0, 1, 0, 1, 0, 0}));
  EXPECT_EQ(confusion.At(0, 1), 2);
  EXPECT_EQ(confusion.At(1, 0), 0);
}

TEST(ConfusionMatrixDeathTest, LabelsOutsideTheClassesAreAProgrammersError) {
  const std::vector<int32_t> actual = {0, 3}, predicted = {0, 1};
  EXPECT_DEATH(ConfusionMatrix::Of(actual, predicted, 3), "check failed");
  EXPECT_DEATH(ConfusionMatrix({1, 2, 3}, 2), "check failed");
}

TEST(AgreementTest, ScoresAreThoseOfScikitLearn) {
  EXPECT_NEAR(Accuracy(Uneven()), 0.6, kTolerance);
  EXPECT_NEAR(ErrorRate(Uneven()), 0.4, kTolerance);
  EXPECT_NEAR(BalancedAccuracy(Uneven()), 0.666666666667, kTolerance);
  EXPECT_NEAR(CohenKappa(Uneven(), KappaWeights::kNone), 0.452054794521, kTolerance);
  EXPECT_NEAR(CohenKappa(Uneven(), KappaWeights::kLinear), 0.576271186441, kTolerance);
  EXPECT_NEAR(CohenKappa(Uneven(), KappaWeights::kQuadratic), 0.690265486726, kTolerance);
  EXPECT_NEAR(MatthewsCorrelation(Uneven()), 0.458510261861, kTolerance);
}

TEST(AgreementTest, FullAgreementAndItsOppositeAreTheEnds) {
  const ConfusionMatrix good({3, 0, 0, 5}, 2), bad({0, 4, 4, 0}, 2);
  for (const KappaWeights weights :
       {KappaWeights::kNone, KappaWeights::kLinear, KappaWeights::kQuadratic}) {
    EXPECT_EQ(CohenKappa(good, weights), 1);
    EXPECT_EQ(CohenKappa(bad, weights), -1);
  }
  EXPECT_EQ(MatthewsCorrelation(good), 1);
  EXPECT_EQ(MatthewsCorrelation(bad), -1);
  EXPECT_EQ(ErrorRate(bad), 1);
}

TEST(AgreementTest, OneClassAloneHasNoKappaAndNoCorrelation) {
  const ConfusionMatrix one({0, 0, 0, 0, 4, 0, 0, 0, 0}, 3);
  EXPECT_EQ(Accuracy(one), 1);
  EXPECT_TRUE(std::isnan(CohenKappa(one, KappaWeights::kNone)));
  EXPECT_TRUE(std::isnan(CohenKappa(one, KappaWeights::kQuadratic)));
  EXPECT_EQ(MatthewsCorrelation(one), 0);
  // One class of rows, predicted as two: chance does as well.
  const ConfusionMatrix spread({3, 1, 0, 0}, 2);
  EXPECT_EQ(CohenKappa(spread, KappaWeights::kNone), 0);
  EXPECT_EQ(MatthewsCorrelation(spread), 0);
}

TEST(AgreementTest, LinearKappaCountsDistanceAmongAllClasses) {
  // Class 1 does not occur; 0 and 2 are two steps apart all the same, which cancels here.
  const ConfusionMatrix gap({2, 0, 1, 0, 0, 0, 1, 0, 2}, 3);
  EXPECT_NEAR(CohenKappa(gap, KappaWeights::kLinear), CohenKappa(gap, KappaWeights::kNone), 1e-15);
}

TEST(AgreementTest, NoRowsScoreZero) {
  const ConfusionMatrix none(std::vector<int64_t>(9, 0), 3);
  EXPECT_EQ(Accuracy(none), 0);
  EXPECT_EQ(ErrorRate(none), 0);
  EXPECT_EQ(BalancedAccuracy(none), 0);
  EXPECT_EQ(MatthewsCorrelation(none), 0);
  EXPECT_TRUE(std::isnan(CohenKappa(none, KappaWeights::kLinear)));
}

TEST(AgreementTest, CountsBeyondAnIntAreFine) {
  const int64_t many = 2'000'000'000;
  EXPECT_DOUBLE_EQ(MatthewsCorrelation(ConfusionMatrix({many, 0, 0, many}, 2)), 1);
  EXPECT_DOUBLE_EQ(CohenKappa(ConfusionMatrix({many, 0, 0, many}, 2), KappaWeights::kNone), 1);
}

}  // namespace
}  // namespace gridfold
