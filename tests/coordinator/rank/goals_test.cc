#include "coordinator/rank/goals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "common/base/random.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

StudySpec Spec(std::vector<Constraint> constraints) {
  StudySpec spec;
  spec.metric = {"accuracy", true, std::nullopt};
  spec.constraints = std::move(constraints);
  return spec;
}

TEST(GoalMeansTest, AreOfGoalsAndConstraintsOverTheCells) {
  StudySpec spec = Spec({{"f1_macro", true, true, 0.5}, {"accuracy", true, true, 0.5}});
  spec.more_goals = {{"parameters", false, std::nullopt}};
  CellResult a, b;
  a.metrics = {{"parameters", 10}, {"f1_macro", 0.25}, {"other", 1}};
  b.metrics = {{"parameters", 20}, {"f1_macro", 0.75}};
  const std::vector<const CellResult*> cells = {&a, &b};
  EXPECT_THAT(GoalMeans(spec, cells), ElementsAre(Pair("f1_macro", 0.5), Pair("parameters", 15)));
  b.metrics.clear();
  EXPECT_TRUE(std::isnan(GoalMeans(spec, cells).at("parameters")));
}

TEST(ViolationTest, IsTheRelativeDistanceToTheBound) {
  const Constraint small{"parameters", false, false, 200};
  EXPECT_EQ(Violation(Spec({small}), 0.5, {{"parameters", 200}}), 0);
  EXPECT_EQ(Violation(Spec({small}), 0.5, {{"parameters", 250}}), 0.25);
  const Constraint good{"accuracy", true, true, 0.5};
  EXPECT_EQ(Violation(Spec({good}), 0.75, {}), 0);
  EXPECT_EQ(Violation(Spec({good}), 0.25, {}), 0.5);
  EXPECT_EQ(Violation(Spec({good, small}), 0.25, {{"parameters", 250}}), 0.75);
  EXPECT_EQ(Violation(Spec({{"bic", false, false, 0}}), 1, {{"bic", 3}}), 3)
      << "there is no size to divide by";
}

TEST(ViolationTest, AStrictBoundItselfIsBroken) {
  EXPECT_GT(Violation(Spec({{"accuracy", true, true, 0.5}}), 0.5, {}), 0);
  EXPECT_EQ(Violation(Spec({{"accuracy", true, false, 0.5}}), 0.5, {}), 0);
}

TEST(ViolationTest, WhatIsNotThereBreaksAll) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Constraint some{"f1_macro", true, true, 0.5};
  EXPECT_EQ(Violation(Spec({some}), 1, {}), infinity);
  EXPECT_EQ(Violation(Spec({some}), 1, {{"f1_macro", std::nan("")}}), infinity);
}

StudySpec TwoGoals() {
  StudySpec spec = Spec({});
  spec.more_goals = {{"parameters", false, std::nullopt}};
  return spec;
}

TrialSummary Trial(double accuracy, double parameters) {
  TrialSummary trial;
  trial.state = TrialState::kCompleted;
  trial.mean_score = accuracy;
  trial.goals = {{"parameters", parameters}};
  return trial;
}

TEST(ParetoFrontTest, HoldsWhatNoOtherBeats) {
  const std::vector<TrialSummary> trials = {Trial(0.9, 100), Trial(0.8, 50),   Trial(0.8, 60),
                                            Trial(0.7, 50),  Trial(0.95, 200), Trial(0.9, 100)};
  EXPECT_THAT(OnParetoFront(TwoGoals(), trials), ElementsAre(true, true, false, false, true, true));
}

TEST(ParetoFrontTest, LeavesOutWhatIsNotRanked) {
  std::vector<TrialSummary> trials = {Trial(1, 1), Trial(0.9, 2), Trial(0.9, 2), Trial(0.5, 3)};
  trials[0].violation = 0.1;
  trials[1].state = TrialState::kFailed;
  trials[2].goals.clear();
  EXPECT_THAT(OnParetoFront(TwoGoals(), trials), ElementsAre(false, false, false, true));
}

// Against the definition, on values with many ties.
TEST(ParetoFrontTest, IsThatOfAllPairs) {
  StudySpec spec = TwoGoals();
  spec.more_goals.push_back({"f1_macro", true, std::nullopt});
  Random random(7);
  std::vector<TrialSummary> trials;
  for (int i = 0; i < 300; ++i) {
    trials.push_back(
        Trial(static_cast<double>(random.Below(12)), static_cast<double>(random.Below(12))));
    trials.back().goals["f1_macro"] = static_cast<double>(random.Below(12));
  }
  const auto beats = [](const TrialSummary& a, const TrialSummary& b) {
    const double gain[] = {*a.mean_score - *b.mean_score,
                           b.goals.at("parameters") - a.goals.at("parameters"),
                           a.goals.at("f1_macro") - b.goals.at("f1_macro")};
    return gain[0] >= 0 && gain[1] >= 0 && gain[2] >= 0 && gain[0] + gain[1] + gain[2] > 0;
  };
  const std::vector<bool> on_front = OnParetoFront(spec, trials);
  for (size_t i = 0; i < trials.size(); ++i) {
    const bool beaten = std::any_of(trials.begin(), trials.end(), [&](const TrialSummary& other) {
      return beats(other, trials[i]);
    });
    EXPECT_EQ(on_front[i], !beaten) << i;
  }
}

}  // namespace
}  // namespace gridfold
