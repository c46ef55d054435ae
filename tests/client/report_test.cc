#include "client/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/file.h"
#include "tests/client/fake_view.h"
#include "tests/client/screen.h"

namespace gridfold {
namespace {

using testing::HasSubstr;

TEST(GatherReportTest, TakesTrialsRankingAndDetails) {
  FakeView view = TwoTrials();
  view.study.trials_completed = 1;
  view.study.trials_failed = 4;  // three more than the view lists
  const auto input = GatherReport(view, "svm", 7);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->trials.size(), 2u);
  EXPECT_EQ(input->details.size(), 2u);
  EXPECT_EQ(input->trials_left_out, 3);
  EXPECT_DOUBLE_EQ(input->validation_to_train_rows, 1);  // two folds
  EXPECT_EQ(input->written_ms, 7);
}

TEST(WriteReportTest, WritesThePageAndSaysWhere) {
  FakeView view = TwoTrials();
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "r.html").string();
  Screen screen;
  ASSERT_TRUE(WriteReport(view, {{"svm"}, {}, path}, 0, screen.console).ok());
  EXPECT_EQ(screen.out.str(), "");
  EXPECT_THAT(screen.err.str(), HasSubstr(path));
  const auto page = ReadFile(path, 1 << 20);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(*page, HasSubstr("diverged"));
}

TEST(WriteReportTest, AComparisonHasTwoToFourModelsOfOneStudyOrBestOnes) {
  FakeView view = TwoTrials();
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "r.html").string();
  const auto code = [&](const std::vector<std::string>& studies,
                        const std::vector<int64_t>& trials) {
    Screen screen;
    return WriteReport(view, {studies, trials, path}, 0, screen.console).code();
  };
  EXPECT_EQ(code({"svm"}, {1}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({"svm"}, {1, 2, 3, 4, 5}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({"svm", "svm"}, {1, 2}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({"svm", "none"}, {}), absl::StatusCode::kFailedPrecondition);  // no best trial
  EXPECT_FALSE(ReadFile(path, 1 << 20).ok());
  EXPECT_EQ(code({"svm"}, {0, 1}), absl::StatusCode::kOk);
  view.study.best_trial = 0;
  EXPECT_EQ(code({"svm", "none"}, {}), absl::StatusCode::kNotFound);
  EXPECT_EQ(code({"svm", "svm"}, {}), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace gridfold
