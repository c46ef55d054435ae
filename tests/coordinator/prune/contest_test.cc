#include "coordinator/prune/contest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/prune/halving_pruner.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

// Cohorts of two; one epoch, then all four; the better one goes on.
std::unique_ptr<Pruner> Duel() {
  return std::make_unique<HalvingPruner>(
      HalvingPruner::Settings{.eta = 4, .epochs = 4, .cohort = 2});
}

TEST(ContestTest, TrialsWaitForTheirCohort) {
  Contest contest(Duel(), false, true, 1);
  EXPECT_EQ(contest.Enter().until, (Stage{1, 1}));
  contest.AddInterim(0, 0, 1, 0.5);
  EXPECT_TRUE(contest.Decide(false).empty()) << "the cohort is not full";
  contest.Enter();
  EXPECT_TRUE(contest.Decide(false).empty()) << "the other one is at work";
  contest.AddInterim(1, 0, 1, 0.6);
  const Contest::Verdicts verdicts = contest.Decide(false);
  ASSERT_EQ(verdicts.admitted.size(), 1u);
  EXPECT_EQ(verdicts.admitted[0].trial, 1);
  EXPECT_EQ(verdicts.admitted[0].until, (Stage{1, 0}));
  ASSERT_EQ(verdicts.out.size(), 1u);
  EXPECT_EQ(verdicts.out[0].reason,
            "pruned after 1 epoch on 1 of 1 fold: 0.5000, the best had 0.6000");
  EXPECT_TRUE(contest.Decide(false).empty()) << "each verdict once";
}

TEST(ContestTest, LaterCohortsWaitForEarlierOnes) {
  Contest contest(Duel(), false, true, 1);
  for (int64_t trial = 0; trial < 4; ++trial) contest.Enter();
  contest.AddInterim(2, 0, 1, 0.5);
  contest.AddInterim(3, 0, 1, 0.6);
  EXPECT_TRUE(contest.Decide(true).empty());
  contest.AddInterim(0, 0, 1, 0.2);
  contest.AddInterim(1, 0, 1, 0.1);
  EXPECT_EQ(contest.Decide(true).admitted.size(), 1u);
  contest.AddResult(0, 0, 0.3, {});
  contest.Close(0);
  EXPECT_EQ(contest.Decide(true).admitted.at(0).trial, 3);
}

TEST(ContestTest, AnEndBeforeTheStageCountsThere) {
  Contest contest(Duel(), false, false, 1);  // smaller is better
  contest.Enter();
  contest.Enter();
  contest.AddInterim(0, 0, 1, 0.5);
  contest.AddResult(1, 0, 0.4, {});  // its training stopped early
  EXPECT_TRUE(contest.HasScore(1, 0));
  contest.Close(1);
  const Contest::Verdicts verdicts = contest.Decide(false);
  EXPECT_TRUE(verdicts.admitted.empty());
  EXPECT_THAT(verdicts.out.at(0).reason, HasSubstr("0.5000, the best had 0.4000"));
}

// Fewer than 10 parameters.
Standards Small() {
  StudySpec spec;
  spec.metric = {"accuracy", true, {}};
  spec.constraints = {{"parameters", false, true, 10}};
  return Standards(spec);
}

TEST(ContestTest, ConstraintsAreJudgedAtTheEndOfTheStage) {
  Contest contest(Duel(), false, true, 2, Small());
  contest.Enter();
  contest.Enter();
  for (const int fold : {0}) {
    contest.AddNumber(0, fold, 1, "parameters", 20);
    contest.AddNumber(0, fold, 1, "unknown", 1);
    contest.AddInterim(0, fold, 1, 0.9);
    contest.AddNumber(1, fold, 1, "parameters", 9);
    contest.AddInterim(1, fold, 1, 0.5);
  }
  const Contest::Verdicts verdicts = contest.Decide(false);
  EXPECT_EQ(verdicts.admitted.at(0).trial, 1);
  EXPECT_EQ(verdicts.out.at(0).reason,
            "pruned after 1 epoch on 1 of 2 folds: 0.9000 and a broken constraint, the best had "
            "0.5000");
}

TEST(ContestTest, FinalNumbersCountWhereATrainingEndedBefore) {
  Contest contest(Duel(), false, true, 1, Small());
  contest.Enter();
  contest.Enter();
  contest.AddNumber(0, 0, 1, "parameters", 9);
  contest.AddInterim(0, 0, 1, 0.4);
  contest.AddResult(1, 0, 0.9, {}, {{"parameters", 30}, {"loss", 1}});
  EXPECT_EQ(contest.Decide(false).admitted.at(0).trial, 0);
}

TEST(ContestTest, ANumberThatIsMissingBreaksTheConstraint) {
  Contest contest(Duel(), false, true, 1, Small());
  contest.Enter();
  contest.Enter();
  contest.AddInterim(0, 0, 1, 0.9);
  contest.AddNumber(1, 0, 1, "parameters", 11);
  contest.AddInterim(1, 0, 1, 0.4);
  EXPECT_EQ(contest.Decide(false).admitted.at(0).trial, 1);
}

TEST(ContestTest, AsynchronouslyNobodyWaits) {
  Contest contest(
      std::make_unique<HalvingPruner>(HalvingPruner::Settings{.eta = 2, .epochs = 2, .cohort = 64}),
      true, true, 1);
  for (int64_t trial = 0; trial < 5; ++trial) contest.Enter();
  contest.AddInterim(0, 0, 1, 0.5);
  EXPECT_EQ(contest.Decide(false).admitted.at(0).trial, 0) << "the best of one";
  contest.AddInterim(1, 0, 1, 0.6);
  EXPECT_EQ(contest.Decide(false).admitted.at(0).trial, 1) << "the best of two";
  contest.AddInterim(2, 0, 1, 0.4);
  EXPECT_TRUE(contest.Decide(true).empty());
  contest.AddInterim(3, 0, 1, 0.1);
  contest.AddInterim(4, 0, 1, 0.2);
  for (const int64_t trial : {0, 1}) {
    EXPECT_TRUE(contest.Decide(true).empty()) << "somebody is at work";
    contest.AddResult(trial, 0, 0.7, {});
    contest.Close(trial);
  }
  EXPECT_EQ(contest.Decide(true).out.size(), 3u);
}

}  // namespace
}  // namespace gridfold
