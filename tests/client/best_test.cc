#include "client/best.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/fake_view.h"
#include "tests/client/screen.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHead[] = "name: s\ndataset: digits\nmodel: mlp\ncv: {folds: 2}\n";

// Three completed trials: scores 0.9, 0.89, 0.5; parameters 100, 50, 60.
FakeView ThreeTrials(const std::string& metric) {
  FakeView view;
  view.study.name = "s";
  view.study.metric = "accuracy";
  view.study.splits = 2;
  view.study.spec_text = std::string(kHead) + metric;
  const double scores[] = {0.9, 0.89, 0.5}, sizes[] = {100, 50, 60};
  for (int i = 0; i < 3; ++i) {
    TrialSummary& trial = view.trials.emplace_back();
    trial.number = i;
    trial.state = TrialState::kCompleted;
    trial.mean_score = scores[i];
    trial.std_error = 0.02;
    trial.rank = i + 1;
    trial.fold_scores = {scores[i] - 0.02, scores[i] + 0.02 + 0.01 * i};
    trial.goals = {{"parameters", sizes[i]}};
  }
  return view;
}

std::string Shown(FakeView& view, int64_t top = 10) {
  const auto board = LoadBest(view, "s", top);
  EXPECT_TRUE(board.ok()) << Message(board.status());
  Screen screen;
  EXPECT_TRUE(PrintLeaderboard(*board, "table", screen.console).ok());
  return screen.out.str();
}

TEST(BestTest, SeveralGoalsShowTheFront) {
  FakeView view = ThreeTrials(
      "metric: [{name: accuracy, goal: maximize}, {name: parameters, goal: minimize}]\n");
  const std::string text = Shown(view);
  EXPECT_THAT(text, HasSubstr("parameters"));
  EXPECT_THAT(text, HasSubstr("the front: no trial is as good"));
  EXPECT_THAT(text, HasSubstr(" 100  "));
  EXPECT_THAT(text, HasSubstr(" 50  "));
  EXPECT_THAT(text, Not(HasSubstr(" 60  "))) << "beaten by the second in both";
}

TEST(BestTest, TheSimplestWithinAStandardErrorIsNamed) {
  FakeView view = ThreeTrials("metric: {name: accuracy, goal: maximize}\n");
  for (size_t i = 0; i < 3; ++i) view.trials[i].mean_fit_seconds = 3.0 - static_cast<double>(i);
  const std::string text = Shown(view);
  EXPECT_THAT(text, HasSubstr("The simplest within one standard error of it is trial 1"));
}

TEST(BestTest, WhenNothingIsRankedTheNearestIsNamed) {
  FakeView view = ThreeTrials(
      "metric: {name: accuracy, goal: maximize}\nconstraints: [parameters < 40, accuracy > 0.1]\n");
  view.trials[0].violation = 1.5;
  view.trials[1].violation = 0.25;
  view.trials[2].violation = 0.5;
  view.trials[1].parameters = {{"units", int64_t{3}}};
  view.rank_none = true;
  const std::string text = Shown(view);
  EXPECT_THAT(text, HasSubstr("no trial meets parameters < 40 and accuracy > 0.1; the nearest is "
                              "trial 1: parameters 50 accuracy 0.8900 (units=3)"));
}

}  // namespace
}  // namespace gridfold
