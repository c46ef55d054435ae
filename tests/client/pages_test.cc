// Leaderboard, status, trial page and model against a study in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client/leaderboard.h"
#include "client/model_file.h"
#include "client/prediction.h"
#include "client/refit_text.h"
#include "client/study_pages.h"
#include "client/trial_page.h"
#include "common/base/file.h"
#include "tests/client/fake_view.h"
#include "tests/client/screen.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::Not;

FakeView Ranked() {
  FakeView view = TwoTrials();
  view.trials.pop_back();
  return view;
}

TEST(LeaderboardTest, ValueIsTheBestMeanAlone) {
  FakeView view = Ranked();
  Screen screen;
  ASSERT_TRUE(PrintLeaderboard(*LoadLeaderboard(view, "svm", 10), "value", screen.console).ok());
  EXPECT_EQ(screen.out.str(), "0.75\n");
}

TEST(LeaderboardTest, ValueOfNoTrialIsAnError) {
  FakeView view = Ranked();
  view.trials.clear();
  Screen screen;
  const Status status =
      PrintLeaderboard(*LoadLeaderboard(view, "svm", 10), "value", screen.console);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(screen.out.str(), "");
}

TEST(LeaderboardTest, TableShowsFoldsParametersAndTheMark) {
  FakeView view = Ranked();
  Screen screen;
  ASSERT_TRUE(PrintLeaderboard(*LoadLeaderboard(view, "svm", 10), "table", screen.console).ok());
  EXPECT_THAT(screen.out.str(),
              HasSubstr("rank  ≈  trial  accuracy  std error    C  kernel  fold 0  fold 1\n"
                        "   1  ≈      0    0.7500     0.2500  0.1     rbf  0.5000  1.0000\n"));
}

TEST(LeaderboardTest, ManyFoldsAreNotColumns) {
  FakeView view = Ranked();
  view.study.splits = 6;
  Screen screen;
  ASSERT_TRUE(PrintLeaderboard(*LoadLeaderboard(view, "svm", 10), "table", screen.console).ok());
  EXPECT_THAT(screen.out.str(), Not(HasSubstr("fold 0")));
}

TEST(LeaderboardTest, JsonParsesAndNamesTheParameters) {
  FakeView view = Ranked();
  Screen screen;
  ASSERT_TRUE(PrintLeaderboard(*LoadLeaderboard(view, "svm", 10), "json", screen.console).ok());
  const auto json = nlohmann::json::parse(screen.out.str());
  EXPECT_EQ(json["leaderboard"][0]["parameters"]["C"], 0.1);
  EXPECT_EQ(json["leaderboard"][0]["like_first"], true);
}

TEST(LeaderboardTest, RowsAreCorrectedByTheFoldsOfTheSplitsWhenTheSpecSaysNothing) {
  StudySummary study;
  study.splits = 5;
  EXPECT_DOUBLE_EQ(ValidationToTrainRows(study), 0.25);
  study.splits = 1;
  EXPECT_DOUBLE_EQ(ValidationToTrainRows(study), 0);
}

TEST(RefitTextTest, NamesScoresModelAndFailure) {
  StudySummary study;
  study.metric = "accuracy";
  RefitSummary good;
  good.trial = 4;
  good.test_score = 0.98;
  good.model_hash = std::string(64, 'a');
  good.model_bytes = 2048;
  good.metrics = {{"f1_macro", 0.97}, {"log_loss", 0.0625}, {"parameters", 13287}};
  RefitSummary bad;
  bad.trial = 5;
  bad.reason = "out of \x1bmemory";
  study.refits = {good, bad};
  const std::string text = RefitText(study, "db.artifacts");
  EXPECT_THAT(text, HasSubstr("refit of trial 4: test accuracy 0.9800,"));
  EXPECT_THAT(text, HasSubstr("\n  test f1_macro 0.97, log_loss 0.0625\n"));
  EXPECT_THAT(text, HasSubstr("model: db.artifacts/aaaa"));
  EXPECT_THAT(text, HasSubstr("refit of trial 5 failed: out of \\x1bmemory"));
}

TEST(RefitTextTest, ATrialsTableHoldsAllThatWasRecorded) {
  FakeView view = TwoTrials();
  RefitSummary refit;
  refit.test_score = 0.98;
  refit.model_hash = std::string(64, 'a');
  refit.metrics = {{"f1_macro", 0.97}, {"parameters", 13287}, {"roc_auc_macro", NAN}};
  view.study.refits = {refit};
  const std::string text = RefitTable(view.study, 0, false);
  EXPECT_THAT(text, HasSubstr("refit of trial 0: test accuracy 0.9800,"));
  EXPECT_THAT(text, HasSubstr("f1_macro        0.97\n"));
  EXPECT_THAT(text, HasSubstr("parameters     13287\n"));
  EXPECT_EQ(RefitTable(view.study, 1, false), "");
  Screen screen;
  ASSERT_TRUE(PrintTrial(view, "svm", 0, "table", "", screen.console).ok());
  EXPECT_THAT(screen.out.str(), HasSubstr(text));
  Screen as_json;
  ASSERT_TRUE(PrintTrial(view, "svm", 0, "json", "", as_json.console).ok());
  EXPECT_THAT(as_json.out.str(), HasSubstr("\"roc_auc_macro\": null"));
}

TEST(StudyPagesTest, HostileNamesCannotSteerTheTerminal) {
  FakeView view = TwoTrials();
  view.study.name = "a\x1b[2J";
  view.study.reason = "\x1b]0;owned\x07";
  view.trials[1].reason = "\x1b[31m";
  Screen screen;
  ASSERT_TRUE(PrintStudies(view, "table", screen.console).ok());
  ASSERT_TRUE(PrintStatus(view, view.study.name, "table", 0, screen.console).ok());
  ASSERT_TRUE(PrintTrials(view, view.study.name, {}, "table", screen.console).ok());
  EXPECT_EQ(screen.out.str().find('\x1b'), std::string::npos);
}

TEST(StudyPagesTest, TrialsShowStateParametersAndReason) {
  FakeView view = TwoTrials();
  Screen screen;
  ASSERT_TRUE(PrintTrials(view, "svm", {}, "table", screen.console).ok());
  EXPECT_THAT(screen.out.str(), HasSubstr("    1  FAILED"));
  EXPECT_THAT(screen.out.str(), HasSubstr("=cmd()  diverged\n"));
}

TEST(TrialPageTest, ShowsFoldsCurvesConfusionAndAttempts) {
  FakeView view = TwoTrials();
  view.detail.summary = view.trials[0];
  CellResult cell;
  cell.test_score = 0.5;
  cell.metrics = {{"support_vectors", 12}};
  cell.confusion = {3, 1, 0, 4};
  view.detail.cells = {cell};
  view.detail.curves = {{0, {1, "val_loss", 0.9}},
                        {0, {2, "val_loss", 0.3}},
                        {0, {3, "val_loss", 0.4}},
                        {0, {1, "val_accuracy", 0.5}},
                        {0, {2, "val_accuracy", 0.7}}};
  AttemptSummary attempt;
  attempt.worker = "host-1";
  attempt.end = AttemptEnd::kLost;
  view.detail.attempts = {attempt};
  Screen screen;
  ASSERT_TRUE(PrintTrial(view, "svm", 0, "table", "", screen.console).ok());
  const std::string text = screen.out.str();
  EXPECT_THAT(text, HasSubstr("support_vectors"));
  // The best loss is the least one, the best accuracy the greatest.
  EXPECT_THAT(text, HasSubstr("val_loss         0     0.9000 (1)    0.3000 (2)    0.4000 (3)"));
  EXPECT_THAT(text, HasSubstr("val_accuracy     0     0.5000 (1)    0.7000 (2)    0.7000 (2)"));
  EXPECT_THAT(text, HasSubstr("cat                   3    1  0.7500"));
  EXPECT_THAT(text, HasSubstr("              precision    recall  f1-score   support\n"
                              "\n"
                              "         cat       1.00      0.75      0.86         4\n"
                              "         dog       0.80      1.00      0.89         4\n"));
  EXPECT_THAT(text, HasSubstr("LOST"));
}

TEST(SaveModelTest, AMissingModelNamesTheTrialsThatHaveOne) {
  FakeView view = TwoTrials();
  Screen screen;
  EXPECT_THAT(Message(SaveModel(view, "svm", std::nullopt, "x", screen.console)),
              HasSubstr("no trial has one"));
  RefitSummary refit;
  refit.trial = 7;
  refit.model_hash = std::string(64, 'a');
  view.study.refits = {refit};
  const Status status = SaveModel(view, "svm", 3, "x", screen.console);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), HasSubstr("trials with models: 7"));
}

TEST(SaveModelTest, TheBestTrialsModelIsWritten) {
  FakeView view = TwoTrials();
  RefitSummary refit;
  refit.trial = 7;
  refit.model_hash = std::string(64, 'a');
  view.study.refits = {refit};
  view.artifact = "bytes";
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "m").string();
  Screen screen;
  ASSERT_TRUE(SaveModel(view, "svm", std::nullopt, path, screen.console).ok());
  EXPECT_EQ(*ReadFile(path, 100), "bytes");
}

TEST(PredictTest, AFileThatIsNoModelIsRefused) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "m").string();
  ASSERT_TRUE(WriteFileAtomically(path, "not a model at all").ok());
  Screen screen;
  PredictArguments arguments;
  arguments.model_file = path;
  EXPECT_EQ(PredictData(arguments, screen.console).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace gridfold
