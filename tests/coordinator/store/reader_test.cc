#include "coordinator/store/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ReaderTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    study_ = InsertSample();
    auto opened = StoreReader::Open(path_);
    ASSERT_OK(opened.status());
    reader_ = *std::move(opened);
  }
  void Complete() { ASSERT_OK(CompleteSampleStudy(*store_, study_)); }
  std::vector<int64_t> Numbers(const TrialQuery& query) {
    const auto trials = reader_->ListTrials("sample", query);
    EXPECT_OK(trials.status());
    std::vector<int64_t> numbers;
    if (!trials.ok()) return numbers;
    for (const TrialSummary& trial : *trials) numbers.push_back(trial.number);
    return numbers;
  }
  int64_t study_ = 0;
  std::unique_ptr<StoreReader> reader_;
};

TEST_F(ReaderTest, StudyIsSummedUp) {
  Complete();
  ASSERT_OK(store_->SetTrialState(study_, 2, TrialState::kRunning));
  ASSERT_OK(store_->PutRefit(study_, {1, 0.5, 0.5, 2.5, "", 0, "", {{"gone", 1.0}}}));
  ASSERT_OK(store_->PutRefit(study_, {1, 0.99, 0.95, 2.5, "", 0, "", {{"f1", 0.5}, {"r", NAN}}}));
  ASSERT_OK(store_->PutArtifact(study_, 1, "model", std::string(64, 'c'), 123, kSampleMs));
  const auto found = reader_->GetStudy("sample");
  ASSERT_OK(found.status());
  EXPECT_EQ(found->name, "sample");
  EXPECT_EQ(found->model, "svm");
  EXPECT_EQ(found->dataset, "digits");
  EXPECT_EQ(found->dataset_hash, std::string(64, 'a'));
  EXPECT_EQ(found->metric, "accuracy");
  EXPECT_EQ(found->algorithm, "grid");
  EXPECT_TRUE(found->maximize);
  EXPECT_EQ(found->splits, 3);
  EXPECT_EQ(found->trials_completed, 2);
  EXPECT_EQ(found->trials_running, 1);
  EXPECT_EQ(found->trials_waiting, 0);
  EXPECT_EQ(found->cells_done, 9);
  EXPECT_EQ(found->cells_total, 9);
  EXPECT_EQ(found->best_trial, 1);
  EXPECT_EQ(found->best_score, 0.9);
  EXPECT_EQ(found->best_parameters, (Point{{"C", 0.2}, {"kernel", std::string("rbf")}}));
  EXPECT_THAT(found->parameter_names, ElementsAre("kernel", "C"));
  EXPECT_EQ(found->spec_text, SampleRecord().spec_text);
  EXPECT_EQ(found->spec_overrides, SampleRecord().spec_overrides);
  ASSERT_EQ(found->refits.size(), 1u);
  EXPECT_EQ(found->refits[0].test_score, 0.95);
  ASSERT_EQ(found->refits[0].metrics.size(), 2u) << "a second refit replaces the first";
  EXPECT_EQ(found->refits[0].metrics.at("f1"), 0.5);
  EXPECT_TRUE(std::isnan(found->refits[0].metrics.at("r")));
  EXPECT_EQ(found->refits[0].model_hash, std::string(64, 'c'));
  EXPECT_EQ(found->refits[0].model_bytes, 123);
}

TEST_F(ReaderTest, StudyWithoutResultsHasNoBest) {
  const auto found = reader_->GetStudy("sample");
  ASSERT_OK(found.status());
  EXPECT_EQ(found->best_trial, std::nullopt);
  EXPECT_EQ(found->trials_waiting, 3);
  EXPECT_THAT(found->refits, IsEmpty());
}

TEST_F(ReaderTest, CellsOfAnExhaustedStudyAreKnown) {
  ASSERT_OK(store_->SetStudyProgress(study_, 0, true, 1, 2, 6));
  EXPECT_EQ(reader_->GetStudy("sample")->cells_total, 6);
}

TEST_F(ReaderTest, UnknownStudyListsThoseThereAre) {
  const Status few = reader_->GetStudy("smaple").status();
  EXPECT_TRUE(absl::IsNotFound(few));
  EXPECT_THAT(Message(few), HasSubstr("'smaple'"));
  EXPECT_THAT(Message(few), HasSubstr("which holds sample"));
  for (int i = 0; i < 12; ++i) InsertSample(fmt::format("s{}", i));
  const Status many = reader_->ListTrials("smaple", {}).status();
  EXPECT_TRUE(absl::IsNotFound(many));
  EXPECT_THAT(Message(many), HasSubstr("s8 and 3 more"));
  EXPECT_TRUE(absl::IsNotFound(reader_->GetTrial("x", 0).status()));
  EXPECT_TRUE(absl::IsNotFound(reader_->ClassNames("x").status()));
}

TEST_F(ReaderTest, StudiesComeInOrder) {
  InsertSample("another");
  const auto studies = reader_->ListStudies();
  ASSERT_OK(studies.status());
  ASSERT_EQ(studies->size(), 2u);
  EXPECT_EQ((*studies)[0].name, "sample");
  EXPECT_EQ((*studies)[1].name, "another");
  EXPECT_EQ((*studies)[1].trials_waiting, 3);
}

TEST_F(ReaderTest, TrialsComeInBothOrdersAndInPages) {
  Complete();
  EXPECT_THAT(Numbers({}), ElementsAre(0, 1, 2));
  EXPECT_THAT(Numbers({TrialOrder::kRank, "", 0, -1}), ElementsAre(1, 0, 2));
  EXPECT_THAT(Numbers({TrialOrder::kRank, "", 1, 1}), ElementsAre(0));
  EXPECT_THAT(Numbers({TrialOrder::kNumber, "", 2, 10}), ElementsAre(2));
  EXPECT_THAT(Numbers({TrialOrder::kNumber, "", 0, 0}), IsEmpty());
  EXPECT_THAT(Numbers({TrialOrder::kNumber, "", 9, -1}), IsEmpty());
}

TEST_F(ReaderTest, FilterComesBeforeOffsetAndLimit) {
  Complete();
  EXPECT_THAT(Numbers({TrialOrder::kNumber, "score < 0.85", 0, -1}), ElementsAre(0, 2));
  EXPECT_THAT(Numbers({TrialOrder::kNumber, "score < 0.85", 1, -1}), ElementsAre(2));
  EXPECT_THAT(Numbers({TrialOrder::kNumber, "accuracy < 0.85", 0, -1}), ElementsAre(0, 2))
      << "the goal's name";
  EXPECT_THAT(Numbers({TrialOrder::kRank, "kernel = rbf and C >= 0.2", 0, 1}), ElementsAre(1));
  EXPECT_TRUE(absl::IsInvalidArgument(
      reader_->ListTrials("sample", {TrialOrder::kNumber, "score <", 0, -1}).status()));
}

TEST_F(ReaderTest, TiesShareARank) {
  Complete();
  ASSERT_OK(store_->SetTrialState(study_, 1, TrialState::kRunning));
  const auto trials = reader_->ListTrials("sample", {});
  ASSERT_OK(trials.status());
  EXPECT_EQ((*trials)[0].rank, 1);
  EXPECT_EQ((*trials)[1].rank, std::nullopt);
  EXPECT_EQ((*trials)[2].rank, 1);
}

TEST_F(ReaderTest, LowestIsBestWhenMinimized) {
  const int64_t study = InsertSample("low", /*maximize=*/false);
  ASSERT_OK(CompleteSampleStudy(*store_, study));
  const auto trials = reader_->ListTrials("low", {TrialOrder::kRank, "", 0, -1});
  ASSERT_OK(trials.status());
  EXPECT_EQ((*trials)[0].number, 0);
  EXPECT_EQ((*trials)[1].rank, 1);
  EXPECT_EQ((*trials)[2].number, 1);
  EXPECT_EQ((*trials)[2].rank, 3);
  EXPECT_EQ(reader_->GetStudy("low")->best_trial, 0);
  EXPECT_THAT(RowsOf(path_, "SELECT rank, trial FROM leaderboard WHERE study = 'low'"),
              ElementsAre("1|0", "1|2", "3|1"));
}

TEST_F(ReaderTest, FoldScoresHaveASlotForEachFold) {
  ASSERT_OK(store_->InsertCellResult(study_, 1, 1, SampleCell(0, 1, 0.75), kSampleClasses));
  const auto trials = reader_->ListTrials("sample", {});
  ASSERT_OK(trials.status());
  EXPECT_THAT((*trials)[0].fold_scores,
              ElementsAre(std::nullopt, std::optional(0.75), std::nullopt));
  EXPECT_THAT((*trials)[0].fold_train_scores,
              ElementsAre(std::nullopt, std::optional(0.5), std::nullopt));
}

TEST_F(ReaderTest, TrialComesInFull) {
  Complete();
  ASSERT_OK(store_->PutCurvePoint(study_, 1, {0, {1, "loss", 0.5}}));
  ASSERT_OK(store_->PutCurvePoint(study_, 1, {0, {2, "loss", std::nan("")}}));
  const auto found = reader_->GetTrial("sample", 1);
  ASSERT_OK(found.status());
  EXPECT_EQ(found->summary.number, 1);
  EXPECT_EQ(found->summary.rank, 1);
  EXPECT_EQ(found->summary.mean_score, 0.9);
  EXPECT_EQ(found->summary.mean_train_score, 0.5);
  EXPECT_EQ(found->summary.parameters.size(), 2u);
  ASSERT_EQ(found->cells.size(), 3u);
  const CellResult &cell = found->cells[1], expected = SampleCell(1, 1, 0.9);
  EXPECT_EQ(cell.fold, 1);
  EXPECT_EQ(cell.state, CellState::kCompleted);
  EXPECT_EQ(cell.test_score, expected.test_score);
  EXPECT_EQ(cell.metrics, expected.metrics);
  EXPECT_EQ(cell.confusion, expected.confusion);
  EXPECT_EQ(cell.predictions, expected.predictions);
  ASSERT_EQ(found->curves.size(), 2u);
  EXPECT_EQ(found->curves[0].point.metric, "loss");
  EXPECT_EQ(found->curves[0].point.epoch, 1);
  EXPECT_EQ(found->curves[0].point.value, 0.5);
  EXPECT_TRUE(std::isnan(found->curves[1].point.value));
  ASSERT_EQ(found->attempts.size(), 3u) << "those of jobs 0, 1, 2";
  EXPECT_EQ(found->attempts[2].job, 2);
  EXPECT_EQ(found->attempts[2].fold, 2);
  EXPECT_EQ(found->attempts[2].worker, "w1");
  EXPECT_EQ(found->attempts[2].end, AttemptEnd::kOk);
  EXPECT_EQ(found->attempts[2].ended_ms, kSampleMs + 2500);
}

TEST_F(ReaderTest, UnknownTrialIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(reader_->GetTrial("sample", 3).status()));
  EXPECT_TRUE(absl::IsNotFound(reader_->GetTrial("sample", -1).status()));
}

TEST_F(ReaderTest, ClassNamesComeByIndex) {
  EXPECT_THAT(*reader_->ClassNames("sample"), ElementsAre("zero", "one \"quoted\""));
}

TEST_F(ReaderTest, ReaderSeesOnlyWhatIsCommittedAndNeverWaits) {
  ASSERT_OK(store_->Begin());
  Complete();
  EXPECT_EQ(reader_->GetStudy("sample")->trials_completed, 0);
  EXPECT_THAT(RowsOf(path_, "SELECT trial FROM leaderboard WHERE rank = 1"), IsEmpty());
  ASSERT_OK(store_->Commit());
  EXPECT_EQ(reader_->GetStudy("sample")->trials_completed, 3);
  EXPECT_THAT(RowsOf(path_, "SELECT trial FROM leaderboard WHERE rank = 1"), ElementsAre("1"));
}

TEST_F(ReaderTest, FileIsReadableWithoutACoordinator) {
  Complete();
  reader_.reset();
  store_.reset();
  const auto again = StoreReader::Open(path_);
  ASSERT_OK(again.status());
  EXPECT_EQ((*again)->GetStudy("sample")->best_trial, 1);
  // A reader takes no lock: a coordinator may start beside it.
  OpenStore();
}

TEST_F(ReaderTest, ReaderTakesUpWhatACrashedWriterLeftInTheLog) {
  Complete();
  // The files as a kill would leave them: all in the write-ahead log, no index of it.
  const auto crashed = folder_.path() / "crashed.db";
  std::filesystem::copy_file(path_, crashed);
  std::filesystem::copy_file(path_ + "-wal", crashed.string() + "-wal");
  const auto reader = StoreReader::Open(crashed.string());
  ASSERT_OK(reader.status());
  EXPECT_EQ((*reader)->GetStudy("sample")->trials_completed, 3);
}

}  // namespace
}  // namespace gridfold
