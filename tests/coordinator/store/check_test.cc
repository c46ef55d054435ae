// CheckDatabase finds each kind of planted fault, and none in a good database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/base/blob_store.h"
#include "coordinator/store/reader.h"
#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    const int64_t study = InsertSample();
    ASSERT_OK(CompleteSampleStudy(*store_, study));
    const auto blobs = BlobStore::Open(path_ + ".artifacts");
    ASSERT_OK(blobs.status());
    hash_ = *blobs->Put("a model");
    ASSERT_OK(store_->PutArtifact(study, 1, "model", hash_, 7, kSampleMs));
    artifact_ = blobs->PathOf(hash_);
    store_.reset();
  }
  std::vector<std::string> Findings() {
    const auto findings = CheckDatabase(path_);
    EXPECT_OK(findings.status());
    return findings.ok() ? *findings : std::vector<std::string>();
  }
  std::vector<std::string> FindingsAfter(const std::string& sql) {
    EXPECT_OK(ExecuteOn(path_, sql));
    return Findings();
  }
  std::string hash_;
  std::filesystem::path artifact_;
};

TEST_F(CheckTest, GoodDatabaseHasNoFindings) { EXPECT_THAT(Findings(), IsEmpty()); }

TEST_F(CheckTest, GoodDatabaseInUseHasNoFindings) {
  OpenStore();
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(CheckTest, ChangedMeanIsFound) {
  EXPECT_THAT(
      FindingsAfter("UPDATE trials SET mean_score = mean_score + 1e-9 WHERE trial = 1"),
      ElementsAre(HasSubstr("study sample, trial 1: mean_score is 0.900000001, but its folds "
                            "give 0.9")));
}

TEST_F(CheckTest, LastBitOfAMeanIsForgiven) {
  EXPECT_THAT(FindingsAfter("UPDATE trials SET mean_score = mean_score * (1 + 4e-16)"), IsEmpty());
}

TEST_F(CheckTest, ChangedFoldScoreShowsInAllThatIsMadeOfIt) {
  EXPECT_THAT(
      FindingsAfter("UPDATE fold_results SET test_score = 0.1 WHERE trial = 2 AND fold = 0"),
      ElementsAre(HasSubstr("mean_score"), HasSubstr("std_score"), HasSubstr("std_error")));
}

TEST_F(CheckTest, WrongOrMissingMomentsAreFound) {
  EXPECT_THAT(
      FindingsAfter("UPDATE trials SET std_score = NULL WHERE trial = 0;"
                    "UPDATE trials SET std_error = 0 WHERE trial = 1;"
                    "UPDATE trials SET mean_train_score = 0.6 WHERE trial = 2"),
      ElementsAre(HasSubstr("trial 0: std_score is none"), HasSubstr("trial 1: std_error is 0"),
                  HasSubstr("trial 2: mean_train_score is 0.6")));
}

TEST_F(CheckTest, LostResultIsFound) {
  EXPECT_THAT(FindingsAfter("DELETE FROM fold_metrics WHERE trial = 0 AND fold = 2;"
                            "DELETE FROM fold_results WHERE trial = 0 AND fold = 2"),
              Contains(HasSubstr("trial 0: COMPLETED, so expected 3 completed folds, found 2")));
}

TEST_F(CheckTest, FailedFoldOfACompletedTrialIsFound) {
  EXPECT_THAT(
      FindingsAfter("UPDATE fold_results SET state = 'FAILED' WHERE trial = 0 AND fold = 2"),
      Contains(HasSubstr("found 3 results, 2 of them completed")));
}

TEST_F(CheckTest, SecondResultOfACellIsFound) {
  const auto findings = FindingsAfter(
      "DROP VIEW leaderboard; DROP VIEW cv_results;"
      "CREATE TABLE copy AS SELECT * FROM fold_results; DROP TABLE fold_results;"
      "ALTER TABLE copy RENAME TO fold_results;"
      "INSERT INTO fold_results SELECT * FROM fold_results WHERE trial = 1 AND fold = 1");
  EXPECT_THAT(findings, Contains(HasSubstr("trial 1, fold 1: expected one accepted result, found "
                                           "2")));
  // Without its key the table no longer serves as a parent either; that must not end the search.
  EXPECT_THAT(findings, Contains(HasSubstr("foreign key mismatch")));
}

TEST_F(CheckTest, ResultOfAnAttemptThatNeverWasIsFound) {
  EXPECT_THAT(FindingsAfter("UPDATE fold_results SET attempt = 5 WHERE trial = 2 AND fold = 1"),
              ElementsAre(HasSubstr("trial 2, fold 1: the result is of attempt 5 of job 4")));
}

TEST_F(CheckTest, ResultOfAnotherJobIsFound) {
  EXPECT_THAT(FindingsAfter("UPDATE fold_results SET job = 0 WHERE trial = 2 AND fold = 1"),
              ElementsAre(HasSubstr("the result is of job 0, the cell of job 4")));
}

TEST_F(CheckTest, TooManyFailuresAreFound) {
  EXPECT_THAT(FindingsAfter("UPDATE jobs SET failures = 4 WHERE job = 3"),
              ElementsAre(HasSubstr("job 3: 4 failures, expected at most 3")));
}

TEST_F(CheckTest, GapsInAttemptsAreFound) {
  EXPECT_THAT(FindingsAfter("UPDATE jobs SET attempts = 2 WHERE job = 3"),
              ElementsAre(HasSubstr("job 3: expected attempts 1 to 2, found 1 with 1 the newest")));
}

TEST_F(CheckTest, TwoOpenAttemptsAreFound) {
  EXPECT_THAT(FindingsAfter("UPDATE attempts SET \"end\" = NULL WHERE job = 3;"
                            "UPDATE jobs SET attempts = 2 WHERE job = 3;"
                            "INSERT INTO attempts (study, job, attempt, worker, request_id, "
                            "started_ms) VALUES (1, 3, 2, 'w', 'r', 1)"),
              ElementsAre(HasSubstr("1 older ones are open")));
}

TEST_F(CheckTest, OrphansAreFound) {
  EXPECT_THAT(FindingsAfter("DELETE FROM cells WHERE trial = 2 AND fold = 0"),
              Contains(HasSubstr("foreign keys: a row of table fold_results refers to a row of "
                                 "table cells")));
}

TEST_F(CheckTest, NumbersThatWouldBeGivenAgainAreFound) {
  EXPECT_THAT(FindingsAfter("UPDATE studies SET next_trial = 2, next_job = 1"),
              ElementsAre(HasSubstr("the next trial is 2, but trial 2 is there"),
                          HasSubstr("the next job is 1, but job 5 is there")));
}

TEST_F(CheckTest, MissingArtifactIsFound) {
  std::filesystem::remove(artifact_);
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("model of trial 1: file " + artifact_.string() +
                                                " is missing")));
}

TEST_F(CheckTest, ChangedArtifactIsFoundAndLeftInPlace) {
  std::ofstream(artifact_) << "A model";
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("does not match its name")));
  EXPECT_TRUE(std::filesystem::exists(artifact_));
  std::ofstream(artifact_) << "longer than it was";
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("has 18 bytes, expected 7")));
}

TEST_F(CheckTest, ArtifactsNameCannotLeaveTheFolder) {
  EXPECT_THAT(FindingsAfter("UPDATE artifacts SET sha256 = '../g.db'"),
              ElementsAre(HasSubstr("'../g.db' is no SHA-256")));
}

TEST_F(CheckTest, DamagedPageIsFound) {
  // Past the pages of the schema, so that the file still opens.
  const int64_t page = std::stoll(
      RowsOf(path_, "SELECT rootpage FROM sqlite_schema WHERE name = 'attempts'").front());
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp((page - 1) * 4096);
  file << std::string(4096, '\x5a');
  file.close();
  EXPECT_THAT(Findings(), Contains(HasSubstr("integrity:")));
}

TEST_F(CheckTest, DamagedIndexIsFound) {
  EXPECT_THAT(
      FindingsAfter("PRAGMA writable_schema = ON;"
                    "UPDATE sqlite_schema SET sql = 'CREATE INDEX cells_by_job ON cells (job, "
                    "study)' WHERE name = 'cells_by_job'"),
      Contains(HasSubstr("integrity:")));
}

TEST_F(CheckTest, FileThatIsNoDatabaseIsAnError) {
  const std::string garbage = (folder_.path() / "garbage").string();
  std::ofstream(garbage) << std::string(5000, 'x');
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckDatabase(garbage).status()));
  EXPECT_TRUE(absl::IsNotFound(CheckDatabase(garbage + "2").status()));
}

}  // namespace
}  // namespace gridfold
