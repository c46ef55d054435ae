#include "common/metric/class_counts.h"

#include <gtest/gtest.h>

#include <vector>

namespace gridfold {
namespace {

constexpr double kTolerance = 1e-11;  // expected values are printed with 12 digits

ConfusionMatrix Confusion(const std::vector<int32_t>& actual,
                          const std::vector<int32_t>& predicted) {
  return ConfusionMatrix::Of(actual, predicted, 4);
}

TEST(ClassCountsTest, EveryRowIsOneOfFourForEachClass) {
  const auto classes = CountClasses(Confusion({0, 0, 1, 1, 1, 2}, {0, 1, 1, 1, 0, 1}));
  ASSERT_EQ(classes.size(), 4u);
  const ClassCounts& one = classes[1];
  EXPECT_EQ(one.true_positives, 2);
  EXPECT_EQ(one.false_positives, 2);
  EXPECT_EQ(one.false_negatives, 1);
  EXPECT_EQ(one.true_negatives, 1);
  EXPECT_EQ(one.Support(), 3);
  EXPECT_DOUBLE_EQ(one.Precision(), 0.5);
  EXPECT_DOUBLE_EQ(one.Recall(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(one.F1(), 4.0 / 7);
  EXPECT_DOUBLE_EQ(one.Specificity(), 1.0 / 3);
}

TEST(ClassCountsTest, DivisionByZeroGivesZero) {
  const auto classes = CountClasses(Confusion({0, 0}, {0, 1}));
  EXPECT_EQ(classes[1].Recall(), 0) << "no rows";
  EXPECT_EQ(classes[1].Precision(), 0);
  EXPECT_EQ(classes[3].Precision(), 0) << "does not occur";
  EXPECT_EQ(classes[3].F1(), 0);
  EXPECT_FALSE(classes[3].Occurs());
  EXPECT_EQ(classes[0].Specificity(), 0) << "no other rows";
  EXPECT_EQ(classes[3].Specificity(), 1);
}

// Labels, and precision, recall and F1 by scikit-learn 1.2.1 in the order of Averaging.
struct Case {
  std::vector<int32_t> actual, predicted;
  ClassAverages expected[3];
};

TEST(AverageTest, AgreesWithScikitLearn) {
  const std::vector<Case> cases = {{{0, 0, 0, 1, 1, 2, 2, 2, 2, 3},
                                    {0, 1, 0, 1, 2, 2, 2, 0, 3, 3},
                                    {{0.6, 0.6, 0.6},
                                     {0.583333333333, 0.666666666667, 0.60119047619},
                                     {0.616666666667, 0.6, 0.595238095238}}},
                                   // Class 2 is only predicted, class 3 never occurs.
                                   {{0, 0, 1, 1, 1},
                                    {0, 2, 2, 1, 1},
                                    {{0.6, 0.6, 0.6},
                                     {0.666666666667, 0.388888888889, 0.488888888889},
                                     {1, 0.6, 0.746666666667}}},
                                   {{0, 0, 1, 1}, {1, 1, 0, 0}, {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}},
                                   {{2, 2, 2}, {2, 2, 2}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}}};
  for (const Case& one : cases) {
    const auto classes = CountClasses(Confusion(one.actual, one.predicted));
    for (const Averaging averaging : {Averaging::kMicro, Averaging::kMacro, Averaging::kWeighted}) {
      const ClassAverages found = Average(classes, averaging);
      const ClassAverages& expected = one.expected[static_cast<int>(averaging)];
      EXPECT_NEAR(found.precision, expected.precision, kTolerance);
      EXPECT_NEAR(found.recall, expected.recall, kTolerance);
      EXPECT_NEAR(found.f1, expected.f1, kTolerance);
    }
  }
}

TEST(AverageTest, NoRowsScoreZero) {
  const auto classes = CountClasses(Confusion({}, {}));
  for (const Averaging averaging : {Averaging::kMicro, Averaging::kMacro, Averaging::kWeighted}) {
    EXPECT_EQ(Average(classes, averaging).f1, 0);
  }
}

}  // namespace
}  // namespace gridfold
