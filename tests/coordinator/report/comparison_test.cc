#include "coordinator/report/comparison_report.h"

#include <gtest/gtest.h>

#include "tests/coordinator/report/sample_input.h"

namespace gridfold::report {
namespace {

bool Has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

std::vector<ComparedModel> TwoModels() {
  const ReportInput input = SampleInput(6, 3);
  return {{input.study, input.details[0], input.validation_to_train_rows},
          {input.study, input.details[1], input.validation_to_train_rows}};
}

TEST(ComparisonTest, ShowsBothModelsClassByClass) {
  std::vector<ComparedModel> models = TwoModels();
  for (CellResult& cell : models[1].trial.cells) cell.confusion = {50, 0, 25, 25};
  const std::string page = ComparisonReport(models, "1", 0);
  // 40 of 43 and 50 of 50 cats are found; 40 of 47 and 50 of 75 that are called so are cats.
  EXPECT_TRUE(Has(page, "<title>cat, sample trial 5: 0.9302</title>"));
  EXPECT_TRUE(Has(page, "<title>cat, sample trial 4: 1.0000</title>"));
  EXPECT_TRUE(Has(page, "<title>cat, sample trial 5: 0.8511</title>"));
  EXPECT_TRUE(Has(page, "<title>cat, sample trial 4: 0.6667</title>"));
  EXPECT_TRUE(Has(page, ">p = "));
}

TEST(ComparisonTest, OtherStudiesAreNotTestedAndOtherClassesNotDrawn) {
  std::vector<ComparedModel> models = TwoModels();
  models[1].study.name = "other<b>";
  models[1].study.class_names = {"left", "right"};
  const std::string page = ComparisonReport(models, "1", 0);
  EXPECT_TRUE(Has(page, "other study, not tested"));
  EXPECT_TRUE(Has(page, "other&lt;b&gt; trial 4"));
  EXPECT_FALSE(Has(page, "<title>cat, other"));
}

TEST(ComparisonTest, WithoutConfusionMatricesThereAreNoCharts) {
  std::vector<ComparedModel> models = TwoModels();
  for (ComparedModel& model : models) model.trial.cells.clear();
  EXPECT_FALSE(Has(ComparisonReport(models, "1", 0), "<svg"));
}

}  // namespace
}  // namespace gridfold::report
