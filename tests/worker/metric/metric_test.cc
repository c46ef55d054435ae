#include "worker/metric/metric.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gridfold {
namespace {

// Labels and their five scores by scikit-learn 1.2.1.
struct Case {
  std::vector<int32_t> actual, predicted;
  double accuracy, balanced_accuracy, f1_macro, precision_macro, recall_macro;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {{{0, 0, 0, 1, 1, 2, 2, 2, 2, 3},
                                           {0, 1, 0, 1, 2, 2, 2, 0, 3, 3},
                                           0.6,
                                           0.666666666667,
                                           0.60119047619,
                                           0.583333333333,
                                           0.666666666667},
                                          // Class 2 is only predicted, class 3 never occurs.
                                          {{0, 0, 1, 1, 1},
                                           {0, 2, 2, 1, 1},
                                           0.6,
                                           0.583333333333,
                                           0.488888888889,
                                           0.666666666667,
                                           0.388888888889},
                                          {{0, 0, 1, 1}, {1, 1, 0, 0}, 0, 0, 0, 0, 0},
                                          {{2, 2, 2}, {2, 2, 2}, 1, 1, 1, 1, 1}};
  return cases;
}

TEST(MetricTest, ScoresAreThoseOfScikitLearn) {
  for (const Case& one : Cases()) {
    const auto confusion = ConfusionMatrix(one.actual, one.predicted, 4);
    // The values above are printed with 12 digits.
    constexpr double kTolerance = 1e-11;
    EXPECT_NEAR(*Score("accuracy", confusion, 4), one.accuracy, kTolerance);
    EXPECT_NEAR(*Score("balanced_accuracy", confusion, 4), one.balanced_accuracy, kTolerance);
    EXPECT_NEAR(*Score("f1_macro", confusion, 4), one.f1_macro, kTolerance);
    EXPECT_NEAR(*Score("precision_macro", confusion, 4), one.precision_macro, kTolerance);
    EXPECT_NEAR(*Score("recall_macro", confusion, 4), one.recall_macro, kTolerance);
  }
}

TEST(MetricTest, ConfusionRowsAreActualClasses) {
  const std::vector<int32_t> actual = {0, 0, 1, 2}, predicted = {1, 1, 1, 0};
  const std::vector<int32_t> expected = {0, 2, 0, 0, 1, 0, 1, 0, 0};
  EXPECT_EQ(ConfusionMatrix(actual, predicted, 3), expected);
}

TEST(MetricTest, UnknownNameIsRefusedAndNamed) {
  const auto score = Score("auc", std::vector<int32_t>(4, 1), 2);
  ASSERT_FALSE(score.ok());
  EXPECT_TRUE(absl::IsInvalidArgument(score.status()));
  EXPECT_NE(Message(score.status()).find("found 'auc'"), std::string::npos);
}

TEST(MetricTest, NoRowsScoreZero) {
  const std::vector<int32_t> empty(9, 0);
  for (const char* name :
       {"accuracy", "balanced_accuracy", "f1_macro", "precision_macro", "recall_macro"}) {
    EXPECT_EQ(*Score(name, empty, 3), 0.0) << name;
  }
}

TEST(MetricDeathTest, LabelsOutsideTheClassesAreAProgrammersError) {
  const std::vector<int32_t> actual = {0, 3}, predicted = {0, 1};
  EXPECT_DEATH(ConfusionMatrix(actual, predicted, 3), "check failed");
}

}  // namespace
}  // namespace gridfold
