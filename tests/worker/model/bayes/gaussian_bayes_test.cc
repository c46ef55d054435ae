#include "worker/model/bayes/gaussian_bayes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/model/bayes/bayes_rows.h"

namespace gridfold {
namespace {

TEST(GaussianBayesTest, MomentsAreThoseOfScikitLearn) {
  const BayesRows rows;
  const auto moments = MeasureClasses(rows.x, rows.y, nullptr);
  ASSERT_TRUE(moments.ok());
  EXPECT_EQ(moments->classes, (std::vector<int32_t>{0, 3}));
  EXPECT_EQ(moments->rows, (std::vector<int64_t>{4, 4}));
  EXPECT_EQ(moments->means, (std::vector<double>{1.5, 0.5, 0.8125, 1.8125}));
  EXPECT_DOUBLE_EQ(moments->largest_variance, 3.7333984375);
  const auto bayes = Smooth(*moments, 0.5);
  ASSERT_TRUE(bayes.ok());
  const std::vector<double> expected = {5.11669921875, 3.49169921875, 5.84716796875, 5.22216796875};
  for (size_t i = 0; i < 4; ++i) EXPECT_DOUBLE_EQ(bayes->variances[i], expected[i]);
  EXPECT_DOUBLE_EQ(bayes->log_priors[0], std::log(0.5));
}

TEST(GaussianBayesTest, ScoresAreTheSumOfTheFormula) {
  // A number of features that is no multiple of any vector's length.
  constexpr int64_t kRows = 300, kFeatures = 37;
  Random random(1);
  Matrix x(kRows, kFeatures);
  for (float& value : x.values()) value = static_cast<float>(3 * random.Normal());
  std::vector<int32_t> y;
  for (int64_t r = 0; r < kRows; ++r) y.push_back(static_cast<int32_t>(random.Below(3)));
  const auto bayes = Smooth(*MeasureClasses(x, y, nullptr), 1e-3);
  ASSERT_TRUE(bayes.ok());
  const BayesScorer scorer(*bayes);
  ASSERT_EQ(scorer.Classes(), 3);
  for (int64_t r = 0; r < kRows; r += 17) {
    double scores[3];
    scorer.Score(x.row(r), scores);
    for (size_t c = 0; c < 3; ++c) {
      long double expected = bayes->log_priors[c];
      for (size_t k = 0; k < kFeatures; ++k) {
        const long double variance = bayes->variances[c * kFeatures + k];
        const long double shift = x.row(r)[k] - bayes->means[c * kFeatures + k];
        expected -=
            (std::log(2 * std::numbers::pi_v<long double> * variance) + shift * shift / variance) /
            2;
      }
      // A few roundings of double for each of 37 terms.
      EXPECT_NEAR(scores[c], static_cast<double>(expected), 1e-10);
    }
  }
}

TEST(GaussianBayesTest, ProbabilitiesDoNotOverflow) {
  double scores[] = {-1e300, -5000, -5000 + std::log(3.0)};
  Normalize(scores, 3);
  EXPECT_EQ(scores[0], 0);
  EXPECT_NEAR(scores[1], 0.25, 1e-12);  // numbers near 5000 have a rounding of 1e-12
  EXPECT_NEAR(scores[2], 0.75, 1e-12);
}

TEST(GaussianBayesTest, FeaturesThatDoNotVaryNeedSmoothing) {
  const Matrix x = FilledMatrix(4, 2, {1, 5, 2, 5, 3, 5, 9, 5});
  const std::vector<int32_t> y = {0, 0, 1, 1};
  const auto moments = MeasureClasses(x, y, nullptr);
  ASSERT_TRUE(moments.ok());
  EXPECT_TRUE(Smooth(*moments, 1e-9).ok());
  const Status status = Smooth(*moments, 0).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(status),
            "var_smoothing: expected more than 0, as feature 1 does not vary within class 0");
}

TEST(GaussianBayesTest, BadRowsAreRefusedAndStopEndsIt) {
  BayesRows rows;
  const std::atomic<bool> stop = true;
  EXPECT_TRUE(absl::IsCancelled(MeasureClasses(rows.x, rows.y, &stop).status()));
  EXPECT_EQ(MeasureClasses(Matrix(0, 2), {}, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
  rows.x.row(2)[1] = std::numeric_limits<float>::infinity();
  const Status status = MeasureClasses(rows.x, rows.y, nullptr).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(status), "feature 1: expected finite numbers in every row");
}

}  // namespace
}  // namespace gridfold
