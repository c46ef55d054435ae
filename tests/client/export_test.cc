#include "client/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/base/file.h"
#include "tests/client/fake_view.h"

namespace gridfold {
namespace {

using testing::ElementsAre;

std::vector<std::string> Names(const std::vector<ResultColumn>& columns) {
  std::vector<std::string> names;
  for (const ResultColumn& column : columns) names.push_back(column.name);
  return names;
}

TEST(ExportTest, ColumnsHaveTheNamesOfCvResults) {
  const FakeView view = TwoTrials();
  EXPECT_THAT(
      Names(CvResults(view.study, view.trials)),
      ElementsAre("trial", "state", "mean_fit_time", "mean_score_time", "param_C", "param_kernel",
                  "split0_test_score", "split1_test_score", "mean_test_score", "std_test_score",
                  "rank_test_score", "split0_train_score", "split1_train_score", "mean_train_score",
                  "std_train_score"));
}

TEST(ExportTest, WithoutTrainingScoresTheirColumnsAreAbsent) {
  FakeView view = TwoTrials();
  view.trials[0].mean_train_score.reset();
  for (const std::string& name : Names(CvResults(view.study, view.trials))) {
    EXPECT_EQ(name.find("train"), std::string::npos) << name;
  }
}

TEST(ExportTest, CsvHasOneLineForEachTrialAndEmptyCellsForWhatIsMissing) {
  const FakeView view = TwoTrials();
  // std_train_score: numpy.std([0.8, 1.0]) prints as 0.09999999999999998.
  EXPECT_EQ(CsvText(CvResults(view.study, view.trials)),
            "trial,state,mean_fit_time,mean_score_time,param_C,param_kernel,split0_test_score,"
            "split1_test_score,mean_test_score,std_test_score,rank_test_score,split0_train_score,"
            "split1_train_score,mean_train_score,std_train_score\n"
            "0,COMPLETED,1.5,0.5,0.1,rbf,0.5,1.0,0.75,0.25,1,0.8,1.0,0.9,0.09999999999999998\n"
            "1,FAILED,,,,\"'=cmd()\",,,,,,,,,\n");
}

TEST(ExportTest, CsvTextsAreNeverFormulasAndAlwaysOneCell) {
  const auto csv = [](const Value& value) { return CsvText({{"v", {value}}}); };
  EXPECT_EQ(csv(std::string("+1")), "v\n\"'+1\"\n");
  EXPECT_EQ(csv(std::string("-1")), "v\n\"'-1\"\n");
  EXPECT_EQ(csv(std::string("@sum")), "v\n\"'@sum\"\n");
  EXPECT_EQ(csv(std::string("\t=1")), "v\n\"'\t=1\"\n");
  EXPECT_EQ(csv(std::string("a,b\"c\nd")), "v\n\"a,b\"\"c\nd\"\n");
  EXPECT_EQ(csv(std::string("rbf")), "v\nrbf\n");
  EXPECT_EQ(csv(IntList{8, -16}), "v\n\"[8, -16]\"\n");
}

TEST(ExportTest, CsvNumbersStayNumbersAndReadBackExactly) {
  const auto csv = [](const Value& value) { return CsvText({{"v", {value}}}); };
  EXPECT_EQ(csv(-0.5), "v\n-0.5\n");
  EXPECT_EQ(csv(int64_t{-3}), "v\n-3\n");
  EXPECT_EQ(csv(true), "v\ntrue\n");
  EXPECT_EQ(csv(std::nan("")), "v\nnan\n");
  EXPECT_EQ(csv(-HUGE_VAL), "v\n-inf\n");
  for (const double number : {0.1, 1.0 / 3, 1e-300, 123456789.125}) {
    EXPECT_EQ(std::stod(csv(number).substr(2)), number);
  }
}

TEST(ExportTest, JsonIsOneListForEachColumn) {
  const FakeView view = TwoTrials();
  const auto json = nlohmann::json::parse(JsonText(CvResults(view.study, view.trials)));
  EXPECT_EQ(json["trial"], nlohmann::json({0, 1}));
  EXPECT_EQ(json["param_C"], nlohmann::json({0.1, nullptr}));
  EXPECT_EQ(json["param_kernel"], nlohmann::json({"rbf", "=cmd()"}));
  EXPECT_EQ(json["mean_test_score"], nlohmann::json({0.75, nullptr}));
  EXPECT_TRUE(json["rank_test_score"][0].is_number_integer());
}

TEST(ExportTest, JsonHasNoWordForNan) {
  EXPECT_EQ(JsonText({{"v", {Value(std::nan("")), Value(HUGE_VAL)}}}), "{\"v\":[null,null]}\n");
}

TEST(ExportTest, TheFileIsWrittenAsAWhole) {
  FakeView view = TwoTrials();
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "out.csv").string();
  ASSERT_TRUE(ExportStudy(view, "svm", "csv", path).ok());
  EXPECT_EQ(*ReadFile(path, 1 << 20), CsvText(CvResults(view.study, view.trials)));
  EXPECT_EQ(ExportStudy(view, "other", "csv", path).code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(ExportStudy(view, "svm", "csv", (folder.path() / "no/x").string()).ok());
}

}  // namespace
}  // namespace gridfold
