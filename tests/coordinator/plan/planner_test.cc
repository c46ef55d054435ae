#include "coordinator/plan/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/fingerprint.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;

const std::string kHash(64, 'd');

StudySpec Svm(int folds) {
  StudySpec study;
  study.model = "svm";
  study.cv.folds = folds;
  return study;
}

JobTrial Trial(int64_t number, double c, double gamma) {
  return {number, {{"C", c}, {"gamma", gamma}, {"kernel", std::string("rbf")}}};
}

std::vector<int64_t> Numbers(const Job& job) {
  std::vector<int64_t> numbers;
  for (const JobTrial& trial : job.trials) numbers.push_back(trial.number);
  return numbers;
}

TEST(PlannerTest, SomeFoldsMayBePlannedAlone) {
  const std::vector<JobTrial> trials = {Trial(7, 1, 0.1), Trial(8, 1, 1), Trial(9, 10, 0.1)};
  const std::vector<Job> jobs = PlanJobs(Svm(5), 42, kHash, trials, 100, 1, 3);
  ASSERT_EQ(jobs.size(), 4u);
  for (size_t i = 0; i < jobs.size(); ++i) {
    EXPECT_EQ(jobs[i].number, 100 + static_cast<int64_t>(i));
    EXPECT_EQ(jobs[i].fold, 1 + static_cast<int>(i % 2));
  }
  EXPECT_EQ(Numbers(jobs[0]), (std::vector<int64_t>{7, 9}));
  EXPECT_TRUE(PlanJobs(Svm(5), 42, kHash, trials, 100, 3, 3).empty());
}

TEST(PlannerTest, TrialsThatDifferInCAloneShareAJobForEachFold) {
  // gamma 0.1, 1, 0.1, 0.01, 1: groups appear in the order 0.1, 1, 0.01.
  const std::vector<JobTrial> trials = {Trial(7, 1, 0.1), Trial(8, 1, 1), Trial(9, 10, 0.1),
                                        Trial(10, 1, 0.01), Trial(11, 0.1, 1)};
  const std::vector<Job> jobs = PlanJobs(Svm(3), 42, kHash, trials, 100);
  ASSERT_EQ(jobs.size(), 9u);
  const std::vector<std::vector<int64_t>> groups = {{7, 9}, {8, 11}, {10}};
  for (size_t i = 0; i < jobs.size(); ++i) {
    EXPECT_EQ(jobs[i].study, 42);
    EXPECT_EQ(jobs[i].number, 100 + static_cast<int64_t>(i));
    EXPECT_EQ(jobs[i].kind, JobKind::kCells);
    EXPECT_EQ(jobs[i].fold, static_cast<int>(i % 3)) << "folds count up within a group";
    EXPECT_EQ(Numbers(jobs[i]), groups[i / 3]);
  }
  EXPECT_EQ(jobs[0].trials[1].parameters, trials[2].parameters) << "trials stay complete";
}

TEST(PlannerTest, EveryCellIsInExactlyOneJob) {
  std::vector<JobTrial> trials;
  for (int64_t i = 0; i < 500; ++i) {
    trials.push_back(Trial(i, static_cast<double>(i * 7 % 500), static_cast<double>(i % 3)));
  }
  std::map<std::pair<int64_t, int>, int> cells;
  for (const Job& job : PlanJobs(Svm(4), 1, kHash, trials, 0)) {
    EXPECT_LE(job.trials.size(), kCellsPerJobMax);
    for (const JobTrial& trial : job.trials) {
      ++cells[{trial.number, job.fold}];
      EXPECT_EQ(trial.parameters.at("gamma"), job.trials.front().parameters.at("gamma"));
    }
  }
  EXPECT_EQ(cells.size(), 2'000u);
  for (const auto& [cell, count] : cells) EXPECT_EQ(count, 1);
}

TEST(PlannerTest, LargeGroupIsCutInOrder) {
  std::vector<JobTrial> trials;
  for (int64_t i = 0; i < 130; ++i) trials.push_back(Trial(i, static_cast<double>(i), 1));
  const std::vector<Job> jobs = PlanJobs(Svm(2), 1, kHash, trials, 5);
  ASSERT_EQ(jobs.size(), 6u);
  EXPECT_EQ(jobs[0].trials.size(), 64u);
  EXPECT_EQ(jobs[1].trials.size(), 64u);
  EXPECT_EQ(jobs[1].fold, 1);
  EXPECT_EQ(jobs[2].trials.front().number, 64);
  EXPECT_THAT(Numbers(jobs[5]), ElementsAre(128, 129));
}

TEST(PlannerTest, WhenAStepLearnsTwoFoldsTakeTurnsForAFewGroups) {
  std::vector<JobTrial> trials;
  for (int64_t i = 0; i < 9; ++i) trials.push_back(Trial(i, 1, static_cast<double>(i + 1)));
  StudySpec study = Svm(3);
  study.pipeline = {{"pca", {{"components", int64_t{10}}}}};
  std::vector<std::pair<int64_t, int>> cells;
  for (const Job& job : PlanJobs(study, 1, kHash, trials, 0)) {
    cells.push_back({job.trials.front().number, job.fold});
  }
  std::vector<std::pair<int64_t, int>> expected;
  for (int64_t trial = 0; trial < 8; ++trial) {
    expected.push_back({trial, 0});
    expected.push_back({trial, 1});
  }
  for (int64_t trial = 0; trial < 8; ++trial) expected.push_back({trial, 2});
  for (int fold = 0; fold < 3; ++fold) expected.push_back({8, fold});
  EXPECT_EQ(cells, expected);
}

TEST(PlannerTest, HoldOutIsOneSplitAndRepeatsMultiply) {
  StudySpec study = Svm(1);
  study.cv.holdout = 0.1;
  const std::vector<JobTrial> trials = {Trial(0, 1, 1)};
  EXPECT_EQ(PlanJobs(study, 1, kHash, trials, 0).size(), 1u);
  study = Svm(3);
  study.cv.repeats = 2;
  EXPECT_EQ(PlanJobs(study, 1, kHash, trials, 0).size(), 6u);
  EXPECT_TRUE(PlanJobs(study, 1, kHash, {}, 0).empty());
}

TEST(PlannerTest, ModelWithoutPathParametersHasAJobForEachTrial) {
  StudySpec study = Svm(1);
  study.model = "mlp";
  std::vector<JobTrial> trials;
  for (int64_t i = 0; i < 3; ++i) trials.push_back({i, {{"units", i + 1}}});
  EXPECT_EQ(PlanJobs(study, 1, kHash, trials, 0).size(), 3u);
}

TEST(PlannerTest, RefitIsOneTrialOnAllTrainingRows) {
  const Job job = PlanRefit(Svm(3), 42, kHash, Trial(5, 1, 1), 77);
  EXPECT_EQ(job.kind, JobKind::kRefit);
  EXPECT_EQ(job.study, 42);
  EXPECT_EQ(job.number, 77);
  EXPECT_EQ(job.fold, -1);
  EXPECT_THAT(Numbers(job), ElementsAre(5));
  EXPECT_THAT(job.cache_keys, ElementsAre(kHash));
}

TEST(CacheKeysTest, StatelessStepsShareRowsAcrossFolds) {
  StudySpec study = Svm(3);
  study.pipeline = {{"rescale", {{"divide", 255.0}}},
                    {"normalize", {{"method", std::string("l2")}}}};
  const auto keys = CacheKeys(study, kHash, {}, 0);
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0], kHash);
  EXPECT_TRUE(IsSha256Hex(keys[1]));
  EXPECT_EQ(keys, CacheKeys(study, kHash, {}, 2));
  EXPECT_EQ(keys, CacheKeys(study, kHash, {}, -1));
  EXPECT_NE(keys[1], CacheKeys(study, std::string(64, 'e'), {}, 0)[1]);
}

TEST(CacheKeysTest, StepsThatLearnDependOnTheFold) {
  StudySpec study = Svm(3);
  study.pipeline = {{"normalize", {{"method", std::string("standard")}}}};
  const auto key = [&](int fold) { return CacheKeys(study, kHash, {}, fold)[1]; };
  const std::string first = key(0);
  EXPECT_NE(first, key(1));
  EXPECT_NE(first, key(-1));
  study.cv.folds = 4;
  EXPECT_NE(first, key(0)) << "fold 0 of 4 holds other rows than fold 0 of 3";
}

TEST(CacheKeysTest, PipelineSettingsAreThoseOfTheTrial) {
  StudySpec study = Svm(3);
  study.pipeline = {{"normalize", {{"method", std::string("$norm")}}}};
  const Point l2 = {{"norm", std::string("l2")}}, center = {{"norm", std::string("center")}};
  EXPECT_EQ(CacheKeys(study, kHash, l2, 0), CacheKeys(study, kHash, l2, 1));
  EXPECT_NE(CacheKeys(study, kHash, center, 0), CacheKeys(study, kHash, center, 1));
  EXPECT_NE(CacheKeys(study, kHash, l2, 0), CacheKeys(study, kHash, center, 0));
}

TEST(CacheKeysTest, AllSizesOfAPcaShareWhatComesToIt) {
  StudySpec study = Svm(3);
  study.pipeline = {{"normalize", {{"method", std::string("l2")}}},
                    {"pca", {{"components", std::string("$n")}}}};
  const auto keys = [&](int64_t n, int fold) { return CacheKeys(study, kHash, {{"n", n}}, fold); };
  ASSERT_EQ(keys(2, 0).size(), 3u);
  EXPECT_EQ(keys(2, 0)[1], keys(10, 0)[1]);
  EXPECT_NE(keys(2, 0)[2], keys(10, 0)[2]);
  EXPECT_NE(keys(2, 0)[1], keys(2, 1)[1]);
  study.pipeline[0].settings["method"] = std::string("minmax");
  const auto other = keys(2, 0);
  study.pipeline[0].settings["method"] = std::string("l2");
  EXPECT_NE(other[1], keys(2, 0)[1]) << "other rows come to it";
}

}  // namespace
}  // namespace gridfold
