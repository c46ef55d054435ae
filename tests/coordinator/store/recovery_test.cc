// What a coordinator finds in the database after a restart, and what `retry` asks for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "coordinator/store/reader.h"
#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class RecoveryTest : public StoreTest {
 protected:
  void Restart() {
    store_.reset();
    OpenStore();
  }
};

TEST_F(RecoveryTest, OpenTrialsComeWithTheirPointsAndCells) {
  const int64_t study = InsertSample();
  ASSERT_OK(LeaseSampleJob(*store_, study, 0));
  ASSERT_OK(store_->SetTrialState(study, 0, TrialState::kRunning));
  ASSERT_OK(store_->InsertCellResult(study, 0, 1, SampleCell(0, 0, 0.75), kSampleClasses));
  CellResult failed = SampleCell(1, 0, 0.5);
  failed.state = CellState::kInfeasible;
  failed.reason = "too wide";
  ASSERT_OK(store_->InsertCellResult(study, 0, 1, failed, kSampleClasses));
  TrialScores done;
  done.trial = 2;
  done.state = TrialState::kFailed;
  ASSERT_OK(store_->FinishTrial(study, done, kSampleMs));
  Restart();
  const auto open = store_->LoadOpenTrials(study);
  ASSERT_OK(open.status());
  ASSERT_EQ(open->size(), 2u);
  const OpenTrial &first = (*open)[0], &second = (*open)[1];
  EXPECT_EQ(first.number, 0);
  EXPECT_EQ(first.state, TrialState::kRunning);
  EXPECT_EQ(first.parameters, SamplePoint(0));
  ASSERT_EQ(first.cells.size(), 1u);
  EXPECT_EQ(first.cells[0].test_score, 0.75);
  EXPECT_EQ(first.cells[0].train_score, 0.5);
  EXPECT_EQ(first.cells[0].fit_seconds, 1.5);
  EXPECT_EQ(first.cells[0].score_seconds, 0.25);
  EXPECT_EQ(first.cells[0].metrics, SampleCell(0, 0, 0.75).metrics);
  EXPECT_EQ(second.state, TrialState::kWaiting);
  EXPECT_EQ(second.parameters, SamplePoint(1));
  ASSERT_EQ(second.cells.size(), 1u);
  EXPECT_EQ(second.cells[0].state, CellState::kInfeasible);
  EXPECT_EQ(second.cells[0].reason, "too wide");
  EXPECT_TRUE(std::isnan(second.cells[0].test_score));
}

TEST_F(RecoveryTest, AllTrialsComeByNumberWithTheirScores) {
  const int64_t study = InsertSample();
  InsertSample("other");
  TrialScores done;
  done.trial = 1;
  done.mean_score = 0.1;
  ASSERT_OK(store_->FinishTrial(study, done, kSampleMs));
  Restart();
  const auto trials = store_->LoadTrials(study);
  ASSERT_OK(trials.status());
  ASSERT_EQ(trials->size(), 3u);
  for (int i = 0; i < 3; ++i) {
    const StoredTrial& trial = (*trials)[static_cast<size_t>(i)];
    EXPECT_EQ(trial.number, i);
    EXPECT_EQ(trial.parameters, SamplePoint(i));
    EXPECT_EQ(trial.state, i == 1 ? TrialState::kCompleted : TrialState::kWaiting);
    EXPECT_EQ(trial.mean_score, i == 1 ? std::optional<double>(0.1) : std::nullopt);
  }
}

TEST_F(RecoveryTest, OpenJobsComeInOrderWithTheirTrials) {
  const int64_t study = InsertSample();
  InsertSample("other");
  ASSERT_OK(LeaseSampleJob(*store_, study, 1));
  ASSERT_OK(store_->SetJobState(study, 0, "DONE", 0));
  ASSERT_OK(store_->SetJobState(study, 4, "FAILED", 3));
  ASSERT_OK(store_->SetJobState(study, 5, "WAITING", 2));
  ASSERT_OK(
      store_->InsertJob({study, 6, JobKind::kRefit, 0, {{2, SamplePoint(2)}}, {"not stored"}}));
  Restart();
  const auto jobs = store_->LoadOpenJobs(study);
  ASSERT_OK(jobs.status());
  std::vector<int64_t> numbers;
  for (const JobRecord& record : *jobs) numbers.push_back(record.job.number);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 5, 6));
  const JobRecord &leased = jobs->front(), &refit = jobs->back();
  EXPECT_EQ(leased.attempts, 1);
  EXPECT_EQ(leased.job.study, study);
  EXPECT_EQ(leased.job.kind, JobKind::kCells);
  EXPECT_EQ(leased.job.fold, 1);
  ASSERT_EQ(leased.job.trials.size(), 2u);
  EXPECT_EQ(leased.job.trials[1].number, 1);
  EXPECT_EQ(leased.job.trials[1].parameters, SamplePoint(1));
  EXPECT_EQ((*jobs)[3].failures, 2);
  EXPECT_EQ(refit.job.kind, JobKind::kRefit);
  EXPECT_EQ(refit.job.fold, -1);
  EXPECT_EQ(refit.job.trials.front().parameters, SamplePoint(2));
}

TEST_F(RecoveryTest, TrialWithoutParametersIsStillInItsJob) {
  const int64_t study = *store_->InsertStudy(SampleRecord(), SampleSpec(), {});
  ASSERT_OK(store_->InsertTrial(study, 0, {}, {}, kSampleMs));
  ASSERT_OK(store_->InsertJob({study, 0, JobKind::kCells, 0, {{0, {}}}, {}}));
  EXPECT_EQ(store_->LoadOpenJobs(study)->front().job.trials.size(), 1u);
  EXPECT_EQ(store_->LoadOpenTrials(study)->size(), 1u);
}

TEST_F(RecoveryTest, OpenAttemptsAreThoseThatHaveNotEnded) {
  const int64_t study = InsertSample();
  ASSERT_OK(LeaseSampleJob(*store_, study, 0));
  ASSERT_OK(LeaseSampleJob(*store_, study, 3));
  ASSERT_OK(store_->EndAttempt(study, 0, 1, AttemptEnd::kLost, "no sign of life", kSampleMs + 1));
  EXPECT_TRUE(absl::IsNotFound(store_->EndAttempt(study, 0, 1, AttemptEnd::kOk, "", kSampleMs)))
      << "an attempt ends once";
  ASSERT_OK(store_->InsertAttempt({study, 0, 2, "w2", "request-x", kSampleMs + 2}));
  Restart();
  const auto open = store_->LoadOpenAttempts(study);
  ASSERT_OK(open.status());
  ASSERT_EQ(open->size(), 2u);
  EXPECT_EQ((*open)[0].study, study);
  EXPECT_EQ((*open)[0].attempt, 2);
  EXPECT_EQ((*open)[0].worker, "w2");
  EXPECT_EQ((*open)[0].request_id, "request-x");
  EXPECT_EQ((*open)[0].started_ms, kSampleMs + 2);
  EXPECT_EQ((*open)[1].job, 3);
}

TEST_F(RecoveryTest, RequestIsAnsweredWithItsOpenLeasesOnly) {
  const int64_t study = InsertSample();
  ASSERT_OK(store_->InsertAttempt({study, 0, 1, "w1", "r", kSampleMs}));
  ASSERT_OK(store_->InsertAttempt({study, 1, 1, "w1", "r", kSampleMs}));
  ASSERT_OK(store_->InsertAttempt({study, 2, 1, "w1", "s", kSampleMs}));
  ASSERT_OK(store_->EndAttempt(study, 0, 1, AttemptEnd::kOk, "", kSampleMs));
  const auto attempts = store_->AttemptsOfRequest("r");
  ASSERT_OK(attempts.status());
  ASSERT_EQ(attempts->size(), 1u);
  EXPECT_EQ(attempts->front().job, 1);
  EXPECT_THAT(*store_->AttemptsOfRequest("unknown"), IsEmpty());
}

TEST_F(RecoveryTest, SameAttemptTwiceIsRefusedAndChangesNothing) {
  const int64_t study = InsertSample();
  ASSERT_OK(LeaseSampleJob(*store_, study, 0));
  ASSERT_OK(store_->SetJobState(study, 0, "DONE", 0));
  EXPECT_TRUE(absl::IsAlreadyExists(LeaseSampleJob(*store_, study, 0)));
  EXPECT_THAT(RowsOf(path_, "SELECT state FROM jobs WHERE job = 0"), ElementsAre("DONE"));
}

TEST_F(RecoveryTest, FingerprintsAreThoseOfTheCompletePoints) {
  const int64_t study = InsertSample();
  EXPECT_THAT(*store_->LoadFingerprints(study),
              UnorderedElementsAre(Fingerprint(SamplePoint(0)), Fingerprint(SamplePoint(1)),
                                   Fingerprint(SamplePoint(2))));
}

TEST_F(RecoveryTest, CountsAreByState) {
  const int64_t study = InsertSample();
  ASSERT_OK(CompleteSampleStudy(*store_, study));
  ASSERT_OK(store_->ReopenTrial(study, 2));
  const auto counts = store_->CountTrials(study);
  ASSERT_OK(counts.status());
  EXPECT_THAT(counts->by_state, ElementsAre(1, 0, 2, 0, 0, 0, 0));
  EXPECT_EQ(counts->cells_done, 9);
  EXPECT_THAT(*store_->TrialsInState(study, TrialState::kCompleted), ElementsAre(0, 1));
}

TEST_F(RecoveryTest, BestTrialsFollowTheGoalAndTiesTheNumber) {
  const int64_t study = InsertSample();
  ASSERT_OK(CompleteSampleStudy(*store_, study));
  const auto numbers = [&](bool maximize, int64_t count) {
    const auto best = store_->BestTrials(study, maximize, count);
    std::vector<int64_t> found;
    for (const auto& trial : *best) found.push_back(trial.trial);
    return found;
  };
  EXPECT_THAT(numbers(true, 10), ElementsAre(1, 0, 2));
  EXPECT_THAT(numbers(false, 10), ElementsAre(0, 2, 1));
  EXPECT_THAT(numbers(true, 1), ElementsAre(1));
  EXPECT_THAT(numbers(true, 0), IsEmpty());
  EXPECT_THAT(numbers(true, -1), IsEmpty());
  EXPECT_EQ(store_->BestTrials(study, true, 1)->front().parameters, SamplePoint(1));
  EXPECT_EQ(store_->BestTrials(study, true, 1)->front().mean_score, 0.9);
}

TEST_F(RecoveryTest, NanNeverRanks) {
  const int64_t study = InsertSample();
  TrialScores scores;
  scores.trial = 0;
  scores.mean_score = std::nan("");
  ASSERT_OK(store_->FinishTrial(study, scores, kSampleMs));
  EXPECT_THAT(*store_->BestTrials(study, true, 10), IsEmpty());
  EXPECT_THAT(*store_->BestTrials(study, false, 10), IsEmpty());
}

TEST_F(RecoveryTest, WhatBreaksAConstraintNeverRanksUntilItIsRetried) {
  const int64_t study = InsertSample();
  TrialScores scores;
  scores.trial = 0;
  scores.mean_score = 0.99;
  scores.violation = 0.5;
  scores.goals = {{"parameters", 12}, {"bleu", std::nan("")}};
  ASSERT_OK(store_->FinishTrial(study, scores, kSampleMs));
  EXPECT_THAT(*store_->BestTrials(study, true, 10), IsEmpty());
  ASSERT_OK(store_->ReopenTrial(study, 0));
  scores.violation = 0;
  scores.goals = {{"parameters", 10}};
  ASSERT_OK(store_->FinishTrial(study, scores, kSampleMs));
  EXPECT_EQ(store_->BestTrials(study, true, 10)->size(), 1U);
  const auto reader = StoreReader::Open(path_);
  ASSERT_OK(reader.status());
  const auto small =
      (*reader)->ListTrials("sample", {TrialOrder::kRank, "parameters <= 10", 0, -1});
  ASSERT_OK(small.status());
  ASSERT_EQ(small->size(), 1U);
  EXPECT_EQ(small->front().goals, scores.goals);
  EXPECT_EQ(small->front().rank, 1);
  EXPECT_THAT(*(*reader)->ListTrials("sample", {TrialOrder::kRank, "parameters < 10", 0, -1}),
              IsEmpty());
}

TEST_F(RecoveryTest, RetryFindsWholeJobsAndOpensTheTrialAgain) {
  const int64_t study = InsertSample();
  ASSERT_OK(CompleteSampleStudy(*store_, study));
  ASSERT_OK(store_->InsertJob({study, 6, JobKind::kRefit, -1, {{1, SamplePoint(1)}}, {}}));
  const int64_t trials[] = {1, 99};
  const auto jobs = store_->LoadJobsOfTrials(study, trials);
  ASSERT_OK(jobs.status());
  ASSERT_EQ(jobs->size(), 3u) << "the refit is none of them";
  EXPECT_EQ(jobs->front().job.number, 0);
  EXPECT_EQ(jobs->front().job.trials.size(), 2u);
  EXPECT_EQ(jobs->front().attempts, 1);
  EXPECT_THAT(*store_->LoadJobsOfTrials(study, {}), IsEmpty());
  ASSERT_OK(store_->ReopenTrial(study, 1));
  EXPECT_THAT(RowsOf(path_,
                     "SELECT state, reason, mean_score, std_score, std_error, "
                     "mean_train_score, mean_fit_seconds, mean_score_seconds, finished_ms "
                     "FROM trials WHERE trial = 1"),
              ElementsAre("WAITING||NULL|NULL|NULL|NULL|NULL|NULL|NULL"));
}

}  // namespace
}  // namespace gridfold
