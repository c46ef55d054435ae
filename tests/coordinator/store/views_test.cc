// The views are an interface: their names, columns and contents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::ElementsAre;

class ViewsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    study_ = InsertSample();
    ASSERT_OK(store_->PutWorker("w1", "node7", 2, "0.1", kSampleMs));
    ASSERT_OK(store_->PutWorker("idle", "node8", 1, "0.1", kSampleMs));
  }
  std::string Columns(const std::string& view) {
    std::string names;
    for (const std::string& name :
         RowsOf(path_, "SELECT name FROM pragma_table_info('" + view + "') ORDER BY cid")) {
      names += (names.empty() ? "" : ",") + name;
    }
    return names;
  }
  int64_t study_ = 0;
};

TEST_F(ViewsTest, ColumnsAreThoseThatAreDocumented) {
  EXPECT_EQ(Columns("leaderboard"),
            "study,rank,trial,state,mean_score,std_score,std_error,params_json,mean_train_score,"
            "mean_fit_seconds,mean_score_seconds,folds,violation");
  EXPECT_EQ(Columns("cv_results"),
            "study,trial,fold,train_score,test_score,fit_seconds,score_seconds,state");
  EXPECT_EQ(Columns("trial_parameters"), "study,trial,name,value");
  EXPECT_EQ(Columns("learning_curves"), "study,trial,fold,epoch,metric,value");
  EXPECT_EQ(Columns("refit_scores"), "study,trial,metric,value");
  EXPECT_EQ(Columns("attempts_log"),
            "study,job,attempt,kind,fold,trials,worker,started,ended,seconds,end,message");
  EXPECT_EQ(Columns("worker_activity"),
            "worker,host,slots,state,version,last_seen,jobs_done,jobs_failed,busy_seconds");
}

TEST_F(ViewsTest, LeaderboardRanksCompletedTrialsAndPutsOthersLast) {
  ASSERT_OK(CompleteSampleStudy(*store_, study_));
  ASSERT_OK(store_->InsertTrial(study_, 3, SamplePoint(3), SampleSearched(), kSampleMs));
  TrialScores failed;
  failed.trial = 3;
  failed.state = TrialState::kFailed;
  failed.mean_score = 0.99;
  ASSERT_OK(store_->FinishTrial(study_, failed, kSampleMs));
  EXPECT_THAT(RowsOf(path_,
                     "SELECT study, rank, trial, state, mean_score, params_json, "
                     "mean_train_score, mean_fit_seconds, mean_score_seconds, folds "
                     "FROM leaderboard"),
              ElementsAre("sample|1|1|COMPLETED|0.9|{\"C\":0.2,\"kernel\":\"rbf\"}|0.5|1.5|0.25|3",
                          "sample|2|0|COMPLETED|0.8|{\"C\":0.1,\"kernel\":\"rbf\"}|0.5|1.5|0.25|3",
                          // 0.1 * 3 is not 0.3, and the text must read back to the same double.
                          "sample|2|2|COMPLETED|0.8|{\"C\":0.30000000000000004,\"kernel\":\"rbf\"}"
                          "|0.5|1.5|0.25|3",
                          "sample|NULL|3|FAILED|0.99|{\"C\":0.4,\"kernel\":\"rbf\"}|NULL|NULL|NULL"
                          "|0"));
}

TEST_F(ViewsTest, WhatBreaksAConstraintHasNoRank) {
  TrialScores broken;
  broken.trial = 0;
  broken.mean_score = 0.99;
  broken.violation = 0.25;
  ASSERT_OK(store_->FinishTrial(study_, broken, kSampleMs));
  TrialScores kept;
  kept.trial = 1;
  kept.mean_score = 0.5;
  ASSERT_OK(store_->FinishTrial(study_, kept, kSampleMs));
  EXPECT_THAT(RowsOf(path_, "SELECT rank, trial, violation FROM leaderboard LIMIT 1"),
              ElementsAre("1|1|0.0"));
  EXPECT_THAT(RowsOf(path_, "SELECT rank, violation FROM leaderboard WHERE trial = 0"),
              ElementsAre("NULL|0.25"));
}

TEST_F(ViewsTest, StudiesAreRankedApart) {
  ASSERT_OK(CompleteSampleStudy(*store_, study_));
  ASSERT_OK(CompleteSampleStudy(*store_, InsertSample("low", /*maximize=*/false)));
  EXPECT_THAT(
      RowsOf(path_, "SELECT study, rank, trial FROM leaderboard"),
      ElementsAre("low|1|0", "low|1|2", "low|3|1", "sample|1|1", "sample|2|0", "sample|2|2"));
}

TEST_F(ViewsTest, OneStudysLeaderboardDoesNotSortTheOthers) {
  const auto plan =
      RowsOf(path_, "EXPLAIN QUERY PLAN SELECT * FROM leaderboard WHERE study = 'sample'");
  EXPECT_THAT(plan, testing::Contains(testing::HasSubstr("SEARCH s USING")));
}

TEST_F(ViewsTest, CvResultsHoldEachFold) {
  CellResult infeasible = SampleCell(2, 1, 0.5);
  infeasible.state = CellState::kInfeasible;
  infeasible.train_score.reset();
  ASSERT_OK(store_->InsertCellResult(study_, 0, 1, SampleCell(1, 0, 0.75), kSampleClasses));
  ASSERT_OK(store_->InsertCellResult(study_, 4, 1, infeasible, kSampleClasses));
  EXPECT_THAT(RowsOf(path_, "SELECT * FROM cv_results ORDER BY trial"),
              ElementsAre("sample|1|0|0.5|0.75|1.5|0.25|COMPLETED",
                          "sample|2|1|NULL|NULL|1.5|0.25|INFEASIBLE"));
}

TEST_F(ViewsTest, TrialParametersHaveTheirOwnTypesAndOnlySearchedOnes) {
  const std::vector<std::string> all = {"C", "degree", "kernel", "shrinking", "sizes"};
  ASSERT_OK(store_->InsertTrial(study_, 3, SamplePoint(3), all, kSampleMs));
  EXPECT_THAT(RowsOf(path_,
                     "SELECT name, value, typeof(value) FROM trial_parameters "
                     "WHERE trial = 3 ORDER BY name"),
              ElementsAre("C|0.4|real", "degree|3|integer", "kernel|rbf|text",
                          "shrinking|1|integer", "sizes|[8, 16]|text"));
  EXPECT_THAT(RowsOf(path_, "SELECT name FROM trial_parameters WHERE trial = 0 ORDER BY name"),
              ElementsAre("C", "kernel"));
}

TEST_F(ViewsTest, LearningCurvesHoldEachPoint) {
  ASSERT_OK(store_->PutCurvePoint(study_, 1, {2, {4, "val_loss", 0.125}}));
  EXPECT_THAT(RowsOf(path_, "SELECT * FROM learning_curves"),
              ElementsAre("sample|1|2|4|val_loss|0.125"));
}

TEST_F(ViewsTest, RefitScoresHoldTheStudysMetricAndTheOthers) {
  ASSERT_OK(store_->PutRefit(study_, {1, 0.5, 0.75, 2.5, "", 0, "", {{"f1_macro", 0.5}}}));
  ASSERT_OK(store_->PutRefit(study_, {2, 0.5, std::nullopt, 2.5, "", 0, "no test rows"}));
  EXPECT_THAT(RowsOf(path_, "SELECT * FROM refit_scores ORDER BY metric"),
              ElementsAre("sample|1|accuracy|0.75", "sample|1|f1_macro|0.5"));
}

TEST_F(ViewsTest, AttemptsLogSpeaksInUtc) {
  ASSERT_OK(LeaseSampleJob(*store_, study_, 1));
  ASSERT_OK(LeaseSampleJob(*store_, study_, 5));
  ASSERT_OK(store_->EndAttempt(study_, 1, 1, AttemptEnd::kTimeout, "too slow", kSampleMs + 61500));
  EXPECT_THAT(RowsOf(path_, "SELECT * FROM attempts_log ORDER BY job"),
              ElementsAre("sample|1|1|CELLS|1|[0, 1]|w1|2023-11-14 22:13:20|2023-11-14 22:14:21|"
                          "61.5|TIMEOUT|too slow",
                          "sample|5|1|CELLS|2|[2]|w1|2023-11-14 22:13:20|NULL|NULL|NULL|"));
}

TEST_F(ViewsTest, WorkerActivityAddsUpAttempts) {
  for (const int64_t job : {0, 1, 2, 3}) ASSERT_OK(LeaseSampleJob(*store_, study_, job));
  ASSERT_OK(store_->EndAttempt(study_, 0, 1, AttemptEnd::kOk, "", kSampleMs + 1000));
  ASSERT_OK(store_->EndAttempt(study_, 1, 1, AttemptEnd::kError, "", kSampleMs + 2000));
  ASSERT_OK(store_->EndAttempt(study_, 2, 1, AttemptEnd::kPreempted, "", kSampleMs + 3000));
  ASSERT_OK(store_->SetWorkerSeen("w1", "ONLINE", kSampleMs + 4000));  // job 3 is still under way
  EXPECT_THAT(RowsOf(path_, "SELECT * FROM worker_activity ORDER BY worker"),
              ElementsAre("idle|node8|1|OFFLINE|0.1|2023-11-14 22:13:20|0|0|0.0",
                          "w1|node7|2|OFFLINE|0.1|2023-11-14 22:13:24|1|1|10.0"));
}

}  // namespace
}  // namespace gridfold
