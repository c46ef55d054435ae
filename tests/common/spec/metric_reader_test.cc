#include "common/spec/metric_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/metric/metric.h"
#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using testing::ElementsAre;

// A spec whose `metric:` stands on line 4.
std::string WithMetric(const std::string& metric) {
  return "name: s\ndataset: digits\nmodel: svm\nmetric: " + metric + "\n";
}

constexpr char kProbability[] = "parameters: {probability: true}\n";

TEST(MetricReaderTest, GoalHasNoDefault) {
  EXPECT_EQ(ErrorOf(WithMetric("{name: accuracy}")),
            "spec.yaml:4: metric.goal: expected maximize or minimize (there is no default), found "
            "nothing");
  EXPECT_EQ(ErrorOf("name: s\ndataset: digits\nmodel: svm\n"),
            "spec.yaml:1: metric: expected a map such as {name: accuracy, goal: maximize}, found "
            "nothing");
}

TEST(MetricReaderTest, EveryMetricIsReadWithItsOwnGoalAlone) {
  for (const Metric& metric : KnownMetrics()) {
    const auto with_goal = [&](bool maximize) {
      return WithMetric(fmt::format("{{name: {}, goal: {}, target: 0.9}}", metric.name,
                                    maximize ? "maximize" : "minimize")) +
             kProbability;
    };
    const StudySpec study = StudyOf(with_goal(metric.maximize));
    EXPECT_EQ(study.metric.name, metric.name);
    EXPECT_EQ(study.metric.maximize, metric.maximize);
    EXPECT_EQ(study.metric.target, 0.9);
    EXPECT_THAT(ErrorOf(with_goal(!metric.maximize)), testing::HasSubstr("4: metric.goal: "));
  }
}

TEST(MetricReaderTest, AGoalAgainstTheMetricIsAnErrorThatSaysSo) {
  EXPECT_EQ(ErrorOf(WithMetric("{name: log_loss, goal: maximize}") + kProbability),
            "spec.yaml:4: metric.goal: expected minimize, as less log_loss is better, found "
            "'maximize'");
  EXPECT_EQ(ErrorOf(WithMetric("{name: accuracy, goal: minimize}")),
            "spec.yaml:4: metric.goal: expected maximize, as more accuracy is better, found "
            "'minimize'");
}

TEST(MetricReaderTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(ErrorOf(WithMetric("accuracy")),
            "spec.yaml:4: metric: expected a map such as {name: accuracy, goal: maximize}, found "
            "'accuracy'");
  EXPECT_EQ(ErrorOf(WithMetric("{name: auc, goal: maximize}")),
            "spec.yaml:4: metric.name: expected a metric such as roc_auc_macro, roc_auc_weighted, "
            "accuracy, found 'auc'; model svm also gives support_vectors, iterations, "
            "dual_objective");
  EXPECT_EQ(ErrorOf(WithMetric("{name: [a], goal: maximize}")),
            "spec.yaml:4: metric.name: expected the name of a metric, such as accuracy, found a "
            "list");
  EXPECT_EQ(ErrorOf(WithMetric("{name: accuracy, goal: max}")),
            "spec.yaml:4: metric.goal: expected maximize or minimize, found 'max'");
  EXPECT_EQ(ErrorOf(WithMetric("{name: accuracy, goal: maximize, target: high}")),
            "spec.yaml:4: metric.target: expected a number, found 'high'");
  EXPECT_EQ(ErrorOf(WithMetric("{name: accuracy, goal: maximize, target: .inf}")),
            "spec.yaml:4: metric.target: expected a number, found .inf");
}

TEST(MetricReaderTest, FurtherMetricsAreReadInTheirOrder) {
  EXPECT_THAT(StudyOf(Svm("metrics: [f1_macro, accuracy, cohen_kappa]\n")).metrics,
              ElementsAre("f1_macro", "accuracy", "cohen_kappa"));
  EXPECT_THAT(StudyOf(Cnn("metrics: [log_loss, top_2_accuracy]\n")).metrics,
              ElementsAre("log_loss", "top_2_accuracy"));
  EXPECT_TRUE(StudyOf(Svm("")).metrics.empty());
  EXPECT_TRUE(StudyOf(Svm("metrics: []\n")).metrics.empty());
}

TEST(MetricReaderTest, ErrorsOfFurtherMetricsNameTheirPlace) {
  EXPECT_EQ(ErrorOf(Svm("metrics: accuracy\n")),
            "spec.yaml:5: metrics: expected a list of metrics such as [f1_macro, error_rate], "
            "found 'accuracy'");
  EXPECT_EQ(ErrorOf(Svm("metrics:\n  - f1_macro\n  - f1-makro\n")),
            "spec.yaml:7: metrics.1: expected a metric such as f1_macro, f1_micro, brier, "
            "found 'f1-makro'");
  EXPECT_EQ(ErrorOf(Svm("metrics:\n  - f1_macro\n  - accuracy\n  - f1_macro\n")),
            "spec.yaml:8: metrics.2: expected each metric once, found 'f1_macro' again");
  EXPECT_EQ(ErrorOf(Svm("metrics: [{a: 1}]\n")),
            "spec.yaml:5: metrics.0: expected the name of a metric, such as accuracy, found a map");
}

TEST(MetricReaderTest, ProbabilitiesMustBeToBeHad) {
  const std::string expected =
      "log_loss needs class probabilities: expected parameters.probability: true, found none";
  const std::string goal = WithMetric("{name: log_loss, goal: minimize}");
  const std::string list = "metrics: [accuracy, log_loss]\n";
  EXPECT_EQ(ErrorOf(goal), "spec.yaml:4: metric.name: " + expected);
  EXPECT_EQ(ErrorOf(Svm(list)), "spec.yaml:5: metrics.1: " + expected);
  EXPECT_EQ(ErrorOf(Svm(list + "parameters: {probability: false}\n")),
            "spec.yaml:5: metrics.1: " + expected);
  EXPECT_EQ(ErrorOf(Svm(list + "parameters: [{probability: true}, {C: 2}]\n")),
            "spec.yaml:5: metrics.1: " + expected);
  EXPECT_EQ(ErrorOf(goal + kProbability), "accepted");
  EXPECT_EQ(ErrorOf(Svm(list + kProbability)), "accepted");
  // Trials with false end INFEASIBLE.
  EXPECT_EQ(ErrorOf(Svm(list + "parameters: {probability: {values: [false, true]}}\n")),
            "accepted");
}

}  // namespace
}  // namespace gridfold
