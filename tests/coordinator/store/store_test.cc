#include "coordinator/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(StoreTest, StudyComesBackInFull) {
  StudyRecord record = SampleRecord();
  record.started_ms = kSampleMs + 1;
  record.cursor = 17;
  record.exhausted = true;
  record.duplicates_merged = 4;
  ASSERT_OK(store_->InsertStudy(record, SampleSpec(), {}).status());
  const auto studies = store_->LoadStudies();
  ASSERT_OK(studies.status());
  ASSERT_EQ(studies->size(), 1u);
  const StudyRecord& back = studies->front();
  EXPECT_EQ(back.name, record.name);
  EXPECT_EQ(back.state, record.state);
  EXPECT_EQ(back.reason, record.reason);
  EXPECT_EQ(back.dataset, record.dataset);
  EXPECT_EQ(back.dataset_hash, record.dataset_hash);
  EXPECT_EQ(back.classes, record.classes);
  EXPECT_EQ(back.fingerprint, record.fingerprint);
  EXPECT_EQ(back.spec_text, record.spec_text);
  EXPECT_EQ(back.spec_file, record.spec_file);
  EXPECT_EQ(back.spec_overrides, record.spec_overrides);
  EXPECT_EQ(back.trials_total, record.trials_total);
  EXPECT_EQ(back.cursor, 17);
  EXPECT_TRUE(back.exhausted);
  EXPECT_EQ(back.duplicates_merged, 4);
  EXPECT_EQ(back.next_trial, record.next_trial);
  EXPECT_EQ(back.next_job, record.next_job);
  EXPECT_EQ(back.created_ms, record.created_ms);
  EXPECT_EQ(back.started_ms, record.started_ms);
  EXPECT_EQ(back.finished_ms, std::nullopt);
}

TEST_F(StoreTest, NameIsTakenOnceAndTheTransactionGoesOn) {
  ASSERT_OK(store_->Begin());
  const int64_t first = InsertSample();
  const auto again = store_->InsertStudy(SampleRecord(), SampleSpec(), {});
  EXPECT_TRUE(absl::IsAlreadyExists(again.status()));
  EXPECT_THAT(Message(again.status()), HasSubstr("'sample'"));
  EXPECT_NE(InsertSample("other"), first);
  EXPECT_OK(store_->Commit());
  EXPECT_EQ(store_->LoadStudies()->size(), 2u);
}

TEST_F(StoreTest, UnboundedTrialsAndHostileNamesAreJustData) {
  StudyRecord record = SampleRecord("'; DROP TABLE studies; --\n\x1b[0m");
  record.trials_total = std::numeric_limits<double>::infinity();
  ASSERT_OK(store_->InsertStudy(record, SampleSpec(), {}).status());
  EXPECT_EQ(store_->LoadStudies()->front().name, record.name);
  EXPECT_TRUE(std::isinf(store_->LoadStudies()->front().trials_total));
}

TEST_F(StoreTest, ParametersAndFoldsAreRows) {
  InsertSample();
  EXPECT_THAT(RowsOf(path_, "SELECT position, name, constant, type, domain_json FROM parameters"),
              ElementsAre("0|kernel|0|categorical|{\"values\":[\"rbf\",\"linear\"]}",
                          "1|C|0|double|{\"count\":3,\"max\":10.0,\"min\":0.1,\"scale\":\"log\","
                          "\"when\":{\"kernel\":[\"rbf\"]}}",
                          "2|degree|1|categorical|{\"values\":[3]}"));
  EXPECT_THAT(RowsOf(path_, "SELECT fold, repeat, train_rows, validation_rows FROM folds"),
              ElementsAre("0|0|20|10", "1|0|20|10", "2|0|20|10"));
}

TEST_F(StoreTest, ConstantThatDiffersBetweenGridsIsNoneOfTheStudy) {
  StudySpec spec = SampleSpec();
  spec.space.members.push_back(spec.space.members[0]);
  Parameter& other = spec.space.members[1].parameters[2];
  other.values = {int64_t{4}};
  ASSERT_OK(store_->InsertStudy(SampleRecord(), spec, {}).status());
  EXPECT_THAT(RowsOf(path_, "SELECT member, constant FROM parameters WHERE name = 'degree'"),
              ElementsAre("0|0", "1|0"));
}

TEST_F(StoreTest, StateAndProgressOfAStudyChange) {
  const int64_t study = InsertSample();
  ASSERT_OK(store_->SetStudyState(study, StudyState::kFailed, "too many failures", kSampleMs + 9));
  ASSERT_OK(store_->SetStudyStarted(study, kSampleMs + 1));
  ASSERT_OK(store_->SetStudyStarted(study, kSampleMs + 2));
  ASSERT_OK(store_->SetStudyProgress(study, 5, true, 2, 7, 8));
  const StudyRecord record = store_->LoadStudies()->front();
  EXPECT_EQ(record.state, StudyState::kFailed);
  EXPECT_EQ(record.reason, "too many failures");
  EXPECT_EQ(record.finished_ms, kSampleMs + 9);
  EXPECT_EQ(record.started_ms, kSampleMs + 1) << "the first lease counts";
  EXPECT_EQ(record.cursor, 5);
  EXPECT_TRUE(record.exhausted);
  EXPECT_EQ(record.duplicates_merged, 2);
  EXPECT_EQ(record.next_trial, 7);
  EXPECT_EQ(record.next_job, 8);
}

TEST_F(StoreTest, RollbackUndoesEverything) {
  const int64_t study = InsertSample();
  ASSERT_OK(store_->Begin());
  ASSERT_OK(CompleteSampleStudy(*store_, study));
  ASSERT_OK(store_->InsertStudy(SampleRecord("second"), SampleSpec(), {}).status());
  store_->Rollback();
  store_->Rollback();  // nothing to do
  EXPECT_EQ(store_->LoadStudies()->size(), 1u);
  EXPECT_EQ(store_->CountTrials(study)->cells_done, 0);
  EXPECT_THAT(*store_->LoadOpenAttempts(study), IsEmpty());
  EXPECT_EQ(store_->LoadOpenTrials(study)->size(), 3u);
  ASSERT_OK(store_->Begin());
  EXPECT_OK(CompleteSampleStudy(*store_, study));
  EXPECT_OK(store_->Commit());
}

TEST_F(StoreTest, UncommittedWorkIsGoneAfterReopening) {
  ASSERT_OK(store_->Begin());
  InsertSample();
  store_.reset();
  OpenStore();
  EXPECT_THAT(*store_->LoadStudies(), IsEmpty());
}

TEST_F(StoreTest, CommittedWorkIsThereAfterReopening) {
  ASSERT_OK(store_->Begin());
  const int64_t study = InsertSample();
  ASSERT_OK(store_->Commit());
  store_.reset();
  OpenStore();
  EXPECT_EQ(store_->LoadOpenTrials(study)->size(), 3u);
}

TEST_F(StoreTest, CellHasOneAcceptedResult) {
  const int64_t study = InsertSample();
  ASSERT_OK(LeaseSampleJob(*store_, study, 0));
  ASSERT_OK(store_->InsertCellResult(study, 0, 1, SampleCell(0, 0, 0.9), kSampleClasses));
  const Status second =
      store_->InsertCellResult(study, 0, 2, SampleCell(0, 0, 0.1), kSampleClasses);
  EXPECT_TRUE(absl::IsAlreadyExists(second)) << second;
  EXPECT_THAT(Message(second), HasSubstr("trial 0, fold 0"));
  EXPECT_THAT(RowsOf(path_, "SELECT attempt, test_score FROM fold_results"), ElementsAre("1|0.9"));
}

TEST_F(StoreTest, ResultOfACellThatIsNotThereIsRefused) {
  const int64_t study = InsertSample();
  EXPECT_FALSE(store_->InsertCellResult(study, 0, 1, SampleCell(0, 7, 0.9), kSampleClasses).ok());
  EXPECT_FALSE(store_->PutCurvePoint(study, 99, {0, {1, "loss", 0.5}}).ok());
}

TEST_F(StoreTest, WrongConfusionIsRefusedBeforeAnythingIsWritten) {
  const int64_t study = InsertSample();
  const Status status = store_->InsertCellResult(study, 0, 1, SampleCell(0, 0, 0.9), 3);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(RowsOf(path_, "SELECT * FROM fold_results"), IsEmpty());
}

TEST_F(StoreTest, NanAnywhereInAResultIsNull) {
  const int64_t study = InsertSample();
  const double nan = std::nan("");
  CellResult cell = SampleCell(0, 0, nan);
  cell.train_score = nan;
  cell.fit_seconds = cell.score_seconds = nan;
  cell.metrics = {{"loss", nan}};
  ASSERT_OK(store_->InsertCellResult(study, 0, 1, cell, kSampleClasses));
  ASSERT_OK(store_->PutCurvePoint(study, 0, {0, {1, "loss", nan}}));
  EXPECT_THAT(RowsOf(path_,
                     "SELECT test_score, train_score, fit_seconds, score_seconds "
                     "FROM fold_results"),
              ElementsAre("NULL|NULL|NULL|NULL"));
  EXPECT_THAT(RowsOf(path_, "SELECT value FROM fold_metrics"), ElementsAre("NULL"));
  EXPECT_THAT(RowsOf(path_, "SELECT value FROM curves"), ElementsAre("NULL"));
}

TEST_F(StoreTest, CurvePointIsReplaced) {
  const int64_t study = InsertSample();
  ASSERT_OK(store_->PutCurvePoint(study, 0, {0, {1, "loss", 0.5}}));
  ASSERT_OK(store_->PutCurvePoint(study, 0, {0, {1, "loss", 0.25}}));
  EXPECT_THAT(RowsOf(path_, "SELECT epoch, metric, value FROM curves"), ElementsAre("1|loss|0.25"));
}

TEST_F(StoreTest, DeletingAResultTakesItsMetricsAndCurveAlong) {
  const int64_t study = InsertSample();
  for (const int fold : {0, 1}) {
    ASSERT_OK(store_->InsertCellResult(study, fold, 1, SampleCell(0, fold, 0.9), kSampleClasses));
    ASSERT_OK(store_->PutCurvePoint(study, 0, {fold, {1, "loss", 0.5}}));
  }
  ASSERT_OK(store_->DeleteCellResult(study, 0, 0));
  EXPECT_THAT(RowsOf(path_, "SELECT fold FROM fold_results"), ElementsAre("1"));
  EXPECT_THAT(RowsOf(path_, "SELECT DISTINCT fold FROM fold_metrics"), ElementsAre("1"));
  EXPECT_THAT(RowsOf(path_, "SELECT fold FROM curves"), ElementsAre("1"));
  EXPECT_OK(store_->InsertCellResult(study, 0, 2, SampleCell(0, 0, 0.7), kSampleClasses));
}

TEST_F(StoreTest, ArtifactIsReplacedAndItsHashChecked) {
  const int64_t study = InsertSample();
  const std::string hash(64, 'b');
  ASSERT_OK(store_->PutArtifact(study, 0, "model", std::string(64, 'a'), 5, kSampleMs));
  ASSERT_OK(store_->PutArtifact(study, 0, "model", hash, 6, kSampleMs));
  EXPECT_THAT(RowsOf(path_, "SELECT trial, kind, sha256, bytes FROM artifacts"),
              ElementsAre("0|model|" + hash + "|6"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      store_->PutArtifact(study, 0, "model", "../../etc/passwd", 5, kSampleMs)));
}

TEST_F(StoreTest, WorkersAndEventsAreKept) {
  ASSERT_OK(store_->PutWorker("w1", "host", 4, "0.1", kSampleMs));
  ASSERT_OK(store_->SetWorkerSeen("w1", "DRAINING", kSampleMs + 5));
  EXPECT_THAT(RowsOf(path_, "SELECT state, last_seen_ms - registered_ms FROM workers"),
              ElementsAre("DRAINING|5"));
  ASSERT_OK(store_->PutWorker("w1", "host2", 8, "0.2", kSampleMs + 10));
  EXPECT_THAT(RowsOf(path_, "SELECT host, slots, version, state FROM workers"),
              ElementsAre("host2|8|0.2|ONLINE"));
  EXPECT_TRUE(absl::IsNotFound(store_->SetWorkerSeen("w2", "ONLINE", kSampleMs)));
  ASSERT_OK(store_->InsertEvent(kSampleMs, std::nullopt, std::nullopt, "info", "begun"));
  ASSERT_OK(store_->InsertEvent(kSampleMs, 1, 2, "error", "failed"));
  EXPECT_THAT(RowsOf(path_, "SELECT study, trial, level, message FROM events"),
              ElementsAre("NULL|NULL|info|begun", "1|2|error|failed"));
}

TEST_F(StoreTest, ChangingWhatIsNotThereIsNotFound) {
  const int64_t study = InsertSample();
  EXPECT_TRUE(absl::IsNotFound(store_->SetStudyState(99, StudyState::kActive, "", {})));
  EXPECT_TRUE(absl::IsNotFound(store_->SetStudyStarted(99, 1)));
  EXPECT_TRUE(absl::IsNotFound(store_->SetStudyProgress(99, 0, false, 0, 0, 0)));
  EXPECT_TRUE(absl::IsNotFound(store_->SetTrialState(study, 99, TrialState::kRunning)));
  EXPECT_TRUE(absl::IsNotFound(store_->ReopenTrial(study, 99)));
  EXPECT_TRUE(absl::IsNotFound(store_->SetJobState(study, 99, "DONE", 0)));
  EXPECT_TRUE(absl::IsNotFound(store_->EndAttempt(study, 0, 1, AttemptEnd::kOk, "", 1)));
  TrialScores scores;
  scores.trial = 99;
  EXPECT_TRUE(absl::IsNotFound(store_->FinishTrial(study, scores, 1)));
}

TEST_F(StoreTest, EqualPointsAreOneTrial) {
  const int64_t study = InsertSample();
  EXPECT_TRUE(absl::IsAlreadyExists(
      store_->InsertTrial(study, 3, SamplePoint(0), SampleSearched(), kSampleMs)));
}

TEST_F(StoreTest, UnknownWordsOfStatesAreRefused) {
  const int64_t study = InsertSample();
  EXPECT_FALSE(store_->SetJobState(study, 0, "SLEEPING", 0).ok());
}

}  // namespace
}  // namespace gridfold
