#include "coordinator/prune/race_pruner.h"

#include <gtest/gtest.h>

#include "common/base/random.h"

namespace gridfold {
namespace {

constexpr int kRows = 1'000;

// Predictions of one fold, all rows of class 0: the rows from `first` up to `end` are wrong.
std::vector<int32_t> WrongFrom(int first, int end) {
  std::vector<int32_t> predictions(kRows, 0);
  for (int row = first; row < end; ++row) predictions[static_cast<size_t>(row)] = 1;
  return predictions;
}

Contender Of(int64_t trial, const std::vector<int32_t>& predictions) {
  double right = 0;
  for (const int32_t label : predictions) right += label == 0 ? 1 : 0;
  return {trial, {right / kRows}, {&predictions}};
}

RacePruner Rows(double margin) {
  return RacePruner(
      {.level = 0.05, .margin = margin, .cohort = 4, .folds = 3, .share_of_rows = true});
}

TEST(RacePrunerTest, AStageIsOneFoldMore) {
  const RacePruner pruner({.cohort = 7, .folds = 4, .first_folds = 2});
  EXPECT_EQ(pruner.CohortAt(0).stages, (std::vector<Stage>{{2, 0}, {3, 0}, {4, 0}}));
  EXPECT_EQ(pruner.CohortAt(3).size, 7);
}

TEST(RacePrunerTest, PairsDecideNotScoresAlone) {
  // Both others have 20 errors more than the leader's 100. One errs on those rows and 20 more: the
  // difference on a row is 0.02 +- sqrt((0.02 - 0.02^2) / 1000) = 0.02 +- 0.0044, 4.5 deviations.
  // The other errs on 120 rows elsewhere: 0.02 +- sqrt((0.22 - 0.02^2) / 1000) = 0.02 +- 0.0148,
  // 1.35 deviations, less than the 1.645 of a one-sided test at 0.05.
  const auto leader = WrongFrom(0, 100), near = WrongFrom(0, 120), far = WrongFrom(200, 320);
  const std::vector<Contender> contenders = {Of(0, far), Of(1, leader), Of(2, near)};
  EXPECT_EQ(Rows(0).GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true, true, false}));
  // A margin of one standard error of the leader on 3,000 rows, 0.0055, makes 1.72 of 1.35.
  EXPECT_EQ(Rows(1).GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{false, true, false}));
}

TEST(RacePrunerTest, TheLeaderMayBeAnEarlierTrial) {
  const auto leader = WrongFrom(0, 100), worse = WrongFrom(0, 150);
  const std::vector<Contender> contenders = {Of(5, worse)};
  EXPECT_EQ(Rows(0).GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true}));
  EXPECT_EQ(Rows(0).GoOn(Cohort(), 0, contenders, std::vector{Of(1, leader)}),
            (std::vector<bool>{false}));
}

TEST(RacePrunerTest, EqualPredictionsGoOnOnlyWithoutAMargin) {
  const auto leader = WrongFrom(0, 100);
  const std::vector<Contender> contenders = {Of(0, leader), Of(1, leader)};
  EXPECT_EQ(Rows(0).GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true, true}));
  EXPECT_EQ(Rows(1).GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true, false}));
}

TEST(RacePrunerTest, OneFoldWithoutPredictionsDecidesNothing) {
  const std::vector<Contender> contenders = {{0, {0.9}, {nullptr}}, {1, {0.1}, {nullptr}}};
  EXPECT_EQ(Rows(0).GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true, true}));
}

TEST(RacePrunerTest, FoldsDecideByStudentsT) {
  // Differences 0.1, 0.2, 0.3: mean 0.2, deviation 0.1, over 3 folds and a quarter:
  // t = 0.2 / (0.1 * sqrt(1 / 3 + 1 / 4)) = 2.619 with 2 degrees, one-sided p = 0.0601.
  const std::vector<Contender> contenders = {{0, {0.8, 0.8, 0.8}, {}}, {1, {0.7, 0.6, 0.5}, {}}};
  const auto race = [](double level) {
    return RacePruner({.level = level, .margin = 0, .folds = 5, .fold_ratio = 0.25});
  };
  EXPECT_EQ(race(0.06).GoOn(Cohort(), 2, contenders, {}), (std::vector<bool>{true, true}));
  EXPECT_EQ(race(0.0605).GoOn(Cohort(), 2, contenders, {}), (std::vector<bool>{true, false}));
}

// The level is kept: of pairs that are equally good in truth, no more than its share is told apart.
TEST(RacePrunerTest, EqualTrialsAreSeldomOut) {
  Random random(7);
  const RacePruner pruner = Rows(0);
  int out = 0;
  constexpr int kRuns = 2'000;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<int32_t> a(kRows), b(kRows);
    for (size_t row = 0; row < kRows; ++row) {
      const bool hard = random.Below(10) == 0;  // rows that both find hard
      a[row] = hard && random.Below(2) == 0 ? 1 : 0;
      b[row] = hard && random.Below(2) == 0 ? 1 : 0;
    }
    const auto goes_on = pruner.GoOn(Cohort(), 0, std::vector{Of(0, a), Of(1, b)}, {});
    out += goes_on[0] && goes_on[1] ? 0 : 1;
  }
  // The leader is the better of two, so either side counts: twice 0.05, +- 3 deviations of 0.0067.
  EXPECT_LT(out / static_cast<double>(kRuns), 0.12);
  EXPECT_GT(out, 0) << "a test that never decides would pass";
}

}  // namespace
}  // namespace gridfold
