#include "coordinator/schedule/job_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using testing::ElementsAre;

std::shared_ptr<const Job> MakeJob(int64_t study, int64_t number,
                                   std::vector<std::string> keys = {}) {
  auto job = std::make_shared<Job>();
  job->study = study;
  job->number = number;
  job->cache_keys = std::move(keys);
  return job;
}

std::vector<std::pair<int64_t, int64_t>> Names(const std::vector<JobQueue::JobPtr>& jobs) {
  std::vector<std::pair<int64_t, int64_t>> names;
  for (const auto& job : jobs) names.emplace_back(job->study, job->number);
  return names;
}

using N = std::pair<int64_t, int64_t>;

TEST(JobQueueTest, StudiesTakeTurns) {
  JobQueue queue;
  for (int64_t job = 0; job < 3; ++job) queue.PushBack(MakeJob(1, job));
  queue.PushBack(MakeJob(2, 0));
  EXPECT_THAT(Names(queue.Take(3, {})), ElementsAre(N(1, 0), N(2, 0), N(1, 1)));
  EXPECT_THAT(Names(queue.Take(3, {})), ElementsAre(N(1, 2)));
}

TEST(JobQueueTest, ATrialIsTakenWhole) {
  JobQueue queue;
  const auto add = [&](int64_t number, std::vector<int64_t> trials) {
    auto job = std::make_shared<Job>();
    job->study = 1;
    job->number = number;
    for (const int64_t trial : trials) job->trials.push_back({trial, {}});
    queue.PushBack(std::move(job));
  };
  add(0, {7, 8});  // shared
  add(1, {5});     // its other fold is at work
  add(2, {6});
  add(3, {9});
  add(4, {6});
  EXPECT_THAT(Names(queue.TakeTrial(1, 2)), ElementsAre(N(1, 2), N(1, 4)));
  EXPECT_TRUE(queue.TakeTrial(1, 2).empty());
  EXPECT_TRUE(queue.TakeTrial(2, 2).empty());
  EXPECT_THAT(Names(queue.Take(9, {})), ElementsAre(N(1, 0), N(1, 1), N(1, 3)));
}

TEST(JobQueueTest, ReturnedJobGoesFirst) {
  JobQueue queue;
  queue.PushBack(MakeJob(1, 5));
  queue.PushFront(MakeJob(1, 2));
  EXPECT_THAT(Names(queue.Take(2, {})), ElementsAre(N(1, 2), N(1, 5)));
}

TEST(JobQueueTest, WorkerGetsTheJobWhoseWidestDataItHolds) {
  JobQueue queue;
  queue.PushBack(MakeJob(1, 0, {"mnist", "fold0"}));
  queue.PushBack(MakeJob(1, 1, {"mnist", "fold1"}));
  queue.PushBack(MakeJob(1, 2, {"other", "fold1"}));
  EXPECT_THAT(Names(queue.Take(1, {"mnist", "fold1"})), ElementsAre(N(1, 1)));
  // A narrow key without the wide one before it does not count.
  EXPECT_THAT(Names(queue.Take(1, {"fold1"})), ElementsAre(N(1, 0)));
}

TEST(JobQueueTest, StudyHeldBackKeepsItsJobs) {
  JobQueue queue;
  queue.PushBack(MakeJob(1, 0));
  queue.HoldBack(1, true);
  EXPECT_TRUE(queue.Take(1, {}).empty());
  EXPECT_EQ(queue.size(1), 1u);
  queue.HoldBack(1, false);
  EXPECT_EQ(queue.Take(1, {}).size(), 1u);
}

TEST(JobQueueTest, RemovedStudyLeavesNothing) {
  JobQueue queue;
  queue.PushBack(MakeJob(1, 0));
  queue.PushBack(MakeJob(2, 0));
  EXPECT_THAT(Names(queue.RemoveStudy(1)), ElementsAre(N(1, 0)));
  EXPECT_THAT(Names(queue.Take(9, {})), ElementsAre(N(2, 0)));
}

}  // namespace
}  // namespace gridfold
