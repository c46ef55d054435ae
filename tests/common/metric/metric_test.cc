#include "common/metric/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "tests/common/metric/scored.h"

namespace gridfold {
namespace {

const ConfusionMatrix& Some() {
  static const ConfusionMatrix confusion({3, 1, 2, 4}, 2);
  return confusion;
}

std::string ErrorOf(const std::string& name) { return Message(FindMetric(name).status()); }

TEST(MetricTest, EveryMetricHasOneNameAnExplanationAndAValue) {
  const Scored scored = Tied(50, 2, 9, 3);
  const ScoredRows rows = scored.rows();
  std::set<std::string> names;
  for (const Metric& metric : KnownMetrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.explanation.empty()) << metric.name;
    EXPECT_TRUE(std::isfinite(*Score(metric.name, Some(), &rows))) << metric.name;
  }
}

TEST(MetricTest, LossesAreBetterWhenSmaller) {
  for (const Metric& metric : KnownMetrics()) {
    const bool is_loss =
        metric.name == "log_loss" || metric.name == "error_rate" || metric.name == "brier";
    EXPECT_EQ(metric.maximize, !is_loss) << metric.name;
  }
}

TEST(MetricTest, OnlySomeNeedProbabilities) {
  EXPECT_DOUBLE_EQ(*Score("accuracy", Some(), nullptr), 0.7);
  EXPECT_DOUBLE_EQ(*Score("recall_macro", Some(), nullptr), (0.75 + 4.0 / 6) / 2);
  EXPECT_DOUBLE_EQ(*Score("precision_macro", Some(), nullptr), (0.6 + 0.8) / 2);
  for (const Metric& metric : KnownMetrics()) {
    const auto score = Score(metric.name, Some(), nullptr);
    EXPECT_EQ(score.ok(), !metric.needs_probabilities) << metric.name;
    if (score.ok()) continue;
    EXPECT_EQ(score.status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST(MetricTest, AnyNumberOfTopClassesCanBeNamed) {
  const Scored scored = Tied(60, 5, 9, 2);
  const ScoredRows rows = scored.rows();
  for (const int32_t k : {1, 2, 3, 4}) {
    const auto score = Score(fmt::format("top_{}_accuracy", k), Some(), &rows);
    EXPECT_EQ(*score, TopAccuracy(rows, k));
  }
  EXPECT_EQ(FindMetric("top_1000_accuracy")->name, "top_1000_accuracy");
  for (const char* wrong :
       {"top_0_accuracy", "top__accuracy", "top_accuracy", "top_01_accuracy", "top_1001_accuracy",
        "top_99999999999_accuracy", "top_-1_accuracy", "top_k_accuracy"}) {
    EXPECT_THAT(ErrorOf(wrong), testing::HasSubstr("top_3_accuracy")) << wrong;
  }
}

TEST(MetricTest, UnknownNamesAreAnsweredWithTheClosestOnes) {
  EXPECT_EQ(ErrorOf("f1"), "expected a metric such as f1_macro, f1_micro, f1_weighted, found 'f1'");
  EXPECT_THAT(ErrorOf("logloss"), testing::HasSubstr("such as log_loss,"));
  EXPECT_THAT(ErrorOf("balanced-acuracy"), testing::HasSubstr("such as balanced_accuracy,"));
  EXPECT_LT(ErrorOf(std::string(100'000, 'x')).size(), 250u);
  EXPECT_EQ(Score("auc", Some(), nullptr).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(MetricTest, WhatIsNotDefinedIsNanAndSaysWhen) {
  const ConfusionMatrix one_class({5, 0, 0, 0}, 2);
  const Scored scored = Binary({0.5f, 0.25f}, {0, 0});
  const ScoredRows rows = scored.rows();
  for (const Metric& metric : KnownMetrics()) {
    const bool undefined = std::isnan(*Score(metric.name, one_class, &rows));
    EXPECT_EQ(undefined, !metric.undefined_when.empty()) << metric.name;
  }
}

TEST(MetricTest, ProbabilitiesThatAreNoNumbersAreAnError) {
  Scored scored = Tied(10, 2, 3, 1);
  scored.probabilities[5] = std::numeric_limits<float>::quiet_NaN();
  const ScoredRows rows = scored.rows();
  EXPECT_EQ(Score("roc_auc_macro", Some(), &rows).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace gridfold
