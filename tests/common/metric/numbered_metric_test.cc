#include "common/metric/numbered_metric.h"

#include <gtest/gtest.h>

#include <cmath>

#include "common/metric/precision_recall.h"
#include "common/metric/roc.h"
#include "tests/common/metric/scored.h"

namespace gridfold {
namespace {

double ScoreOf(const std::string& name, const ScoredRows& rows) {
  const ConfusionMatrix confusion({3, 1, 2, 4}, 2);
  const auto score = Score(name, confusion, &rows);
  EXPECT_TRUE(score.ok()) << Message(score.status());
  return score.value_or(-1);
}

TEST(NumberedMetricTest, AClassIsScoredAgainstTheRest) {
  const Scored scored = Tied(80, 3, 9, 4);
  const ScoredRows rows = scored.rows();
  double sum = 0;
  for (const int32_t c : {0, 1, 2}) {
    const double area = ScoreOf(fmt::format("roc_auc_class_{}", c), rows);
    EXPECT_EQ(area, RocAuc(rows, c));
    EXPECT_EQ(ScoreOf(fmt::format("average_precision_class_{}", c), rows),
              AveragePrecision(rows, c));
    sum += area;
  }
  EXPECT_DOUBLE_EQ(sum / 3, ScoreOf("roc_auc_macro", rows));
}

TEST(NumberedMetricTest, AClassThatIsNotThereHasNoScore) {
  const Scored scored = Tied(80, 3, 9, 4);
  const ScoredRows rows = scored.rows();
  for (const char* name : {"roc_auc_class_3", "average_precision_class_3"}) {
    EXPECT_TRUE(std::isnan(ScoreOf(name, rows))) << name;
    EXPECT_FALSE(FindMetric(name)->undefined_when.empty());
  }
}

TEST(NumberedMetricTest, NamesAreReadStrictly) {
  EXPECT_EQ(FindNumberedMetric("top_12_accuracy")->number, 12);
  EXPECT_EQ(FindNumberedMetric("roc_auc_class_0")->number, 0);
  EXPECT_EQ(FindNumberedMetric("roc_auc_class_0")->metric.name, "roc_auc_class_0");
  for (const char* wrong :
       {"roc_auc_class_", "roc_auc_class_01", "roc_auc_class_-1", "roc_auc_class_10000",
        "roc_auc_class_1x", "top_0_accuracy", "xroc_auc_class_1", ""}) {
    EXPECT_FALSE(FindNumberedMetric(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace gridfold
