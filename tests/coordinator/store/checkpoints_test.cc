// Which checkpoints are kept, and which files can go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// A hash for each epoch.
std::string Hash(int64_t job, int64_t epoch) { return fmt::format("{:032x}{:032x}", job, epoch); }

class CheckpointsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    study_ = InsertSample();
  }
  std::vector<std::string> Put(int64_t job, int64_t epoch, std::optional<double> score) {
    const auto unused =
        store_->PutCheckpoint(study_, job, {epoch, score, Hash(job, epoch), 10}, kSampleMs);
    EXPECT_OK(unused.status());
    return unused.value_or(std::vector<std::string>());
  }
  std::vector<std::string> Rows() {
    return RowsOf(path_, "SELECT job, epoch FROM checkpoints ORDER BY job, epoch");
  }
  std::vector<std::string> Drop(int64_t best_trial) {
    const auto unused = store_->DropCheckpoints(study_, best_trial);
    EXPECT_OK(unused.status());
    return unused.value_or(std::vector<std::string>());
  }
  int64_t study_ = 0;
};

TEST_F(CheckpointsTest, LatestAndBestOfAJobAreKept) {
  EXPECT_THAT(Put(0, 5, 0.7), IsEmpty());
  EXPECT_THAT(Put(0, 10, 0.9), ElementsAre(Hash(0, 5)));
  EXPECT_THAT(Put(0, 15, 0.8), IsEmpty());
  EXPECT_THAT(Put(0, 20, 0.85), ElementsAre(Hash(0, 15)));
  EXPECT_THAT(Rows(), ElementsAre("0|10", "0|20"));
  EXPECT_THAT(*store_->LoadCheckpoints(study_), ElementsAre(Pair(0, Hash(0, 20))));
}

TEST_F(CheckpointsTest, WithoutScoresOnlyTheLatestCounts) {
  Put(0, 5, std::nullopt);
  Put(0, 10, std::nullopt);
  EXPECT_THAT(Put(0, 15, std::nullopt), ElementsAre(Hash(0, 10)));
}

TEST_F(CheckpointsTest, RepeatedReportChangesNothing) {
  Put(0, 5, 0.7);
  EXPECT_THAT(Put(0, 5, 0.7), IsEmpty());
  EXPECT_THAT(Rows(), ElementsAre("0|5"));
}

TEST_F(CheckpointsTest, OnlyTheBestTrialsOutliveTheirJobs) {
  ASSERT_OK(CompleteSampleStudy(*store_, study_));
  Put(0, 5, 0.7);  // trials 0 and 1
  Put(3, 5, 0.7);  // trial 2
  EXPECT_THAT(Drop(2), ElementsAre(Hash(0, 5)));
  EXPECT_THAT(Rows(), ElementsAre("3|5"));
  EXPECT_THAT(Drop(-1), ElementsAre(Hash(3, 5)));
}

TEST_F(CheckpointsTest, JobsAndTrialsThatGoOnKeepTheirs) {
  Put(0, 5, 0.7);
  ASSERT_OK(store_->SetJobState(study_, 3, "DONE", 0));
  Put(3, 5, 0.7);
  EXPECT_THAT(Drop(-1), IsEmpty()) << "job 0 waits, and trial 2 of job 3 has folds to come";
}

TEST_F(CheckpointsTest, FileThatSomethingElseNamesStays) {
  ASSERT_OK(store_->PutArtifact(study_, 0, "model", Hash(0, 5), 10, kSampleMs));
  Put(0, 5, 0.7);
  EXPECT_THAT(Put(0, 10, 0.9), IsEmpty());
  EXPECT_TRUE(*store_->IsBlobUsed(Hash(0, 5)));
  EXPECT_TRUE(*store_->IsBlobUsed(Hash(0, 10)));
  EXPECT_FALSE(*store_->IsBlobUsed(Hash(0, 15)));
  EXPECT_TRUE(*store_->IsBlobUsed(SampleRecord().dataset_hash));
}

TEST_F(CheckpointsTest, WhatIsNoHashIsRefused) {
  const auto refused = store_->PutCheckpoint(study_, 0, {5, 0.7, "../etc", 10}, kSampleMs);
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  EXPECT_THAT(Rows(), IsEmpty());
}

TEST_F(CheckpointsTest, ArtifactsAreFoundByTheirKind) {
  ASSERT_OK(store_->PutArtifact(study_, -1, "init", Hash(9, 9), 10, kSampleMs));
  EXPECT_EQ(*store_->FindArtifact(study_, -1, "init"), Hash(9, 9));
  ASSERT_OK(store_->PutArtifact(study_, -1, "features", Hash(9, 8), 10, kSampleMs));
  EXPECT_EQ(*store_->FindArtifact(study_, -1, "features"), Hash(9, 8));
  EXPECT_EQ(*store_->FindArtifact(study_, 0, "model"), "");
}

}  // namespace
}  // namespace gridfold
