#include "common/metric/classification_report.h"

#include <gtest/gtest.h>

#include <vector>

namespace gridfold {
namespace {

const ConfusionMatrix& Uneven() {
  static const ConfusionMatrix confusion =
      ConfusionMatrix::Of(std::vector<int32_t>{0, 0, 0, 1, 1, 2, 2, 2, 2, 3},
                          std::vector<int32_t>{0, 1, 0, 1, 2, 2, 2, 0, 3, 3}, 4);
  return confusion;
}

TEST(ClassificationReportTest, IsScikitLearnsText) {
  EXPECT_EQ(ClassificationReport(Uneven(), {"cat", "dog", "k\xc3\xa4se", "a rather long name"}),
            "                    precision    recall  f1-score   support\n"
            "\n"
            "               cat       0.67      0.67      0.67         3\n"
            "               dog       0.50      0.50      0.50         2\n"
            "              k\xc3\xa4se       0.67      0.50      0.57         4\n"
            "a rather long name       0.50      1.00      0.67         1\n"
            "\n"
            "          accuracy                           0.60        10\n"
            "         macro avg       0.58      0.67      0.60        10\n"
            "      weighted avg       0.62      0.60      0.60        10\n");
}

TEST(ClassificationReportTest, ClassesThatDoNotOccurAreLeftOut) {
  const ConfusionMatrix confusion({2, 0, 1, 0, 0, 0, 0, 0, 0}, 3);
  const std::string text = ClassificationReport(confusion, {"a", "absent", "c"}, 3);
  EXPECT_EQ(text.find("absent"), std::string::npos);
  EXPECT_NE(text.find("           c      0.000     0.000     0.000         0\n"), std::string::npos)
      << text;
}

TEST(ClassificationReportTest, NoRowsGiveNoText) {
  EXPECT_EQ(ClassificationReport(ConfusionMatrix({0, 0, 0, 0}, 2), {"a", "b"}), "");
}

}  // namespace
}  // namespace gridfold
