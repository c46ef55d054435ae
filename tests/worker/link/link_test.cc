#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "common/base/clock.h"
#include "worker/link/lease_book.h"
#include "worker/link/outbox.h"

namespace gridfold {
namespace {

Lease MakeLease(int64_t job, int64_t attempt = 1) {
  Lease lease;
  lease.job.study = 1;
  lease.job.number = job;
  lease.attempt = attempt;
  return lease;
}

Work MakeWork() {
  Work work;
  work.study = 1;
  return work;
}

TEST(LeaseBookTest, LeaseThatComesTwiceIsHeldOnce) {
  LeaseBook book(2);
  book.Add({MakeLease(1)}, {MakeWork()});
  book.Add({MakeLease(1)}, {MakeWork()});
  EXPECT_EQ(book.Held().size(), 1u);
}

TEST(LeaseBookTest, IsHeldUntilItsReportIsDelivered) {
  LeaseBook book(1);
  book.Add({MakeLease(1)}, {MakeWork()});
  const auto held = book.Next();
  EXPECT_EQ(book.WaitForRoom(0), 0);
  book.Worked(held->key(), 10);
  EXPECT_EQ(book.Held().size(), 1u) << "heartbeats must still name it";
  EXPECT_EQ(book.WaitForRoom(0), 1) << "but the slot is free";
  book.Drop(held->key());
  EXPECT_TRUE(book.Idle());
}

TEST(LeaseBookTest, DroppedLeaseIsStopped) {
  LeaseBook book(1);
  book.Add({MakeLease(1)}, {MakeWork()});
  const auto held = book.Next();
  book.Drop(held->key());
  EXPECT_TRUE(held->stop);
  EXPECT_EQ(book.StopReason(held->key()), AttemptEnd::kPreempted);
}

TEST(LeaseBookTest, LongJobsAreNotHoardedAndShortOnesAreFetchedAhead) {
  LeaseBook book(2);
  EXPECT_EQ(book.WaitForRoom(0), 2);
  for (int i = 0; i < 60; ++i) book.Worked({}, 0.001);
  EXPECT_GT(book.WaitForRoom(0), 20);
  for (int i = 0; i < 60; ++i) book.Worked({}, 100);
  EXPECT_EQ(book.WaitForRoom(0), 2);
}

TEST(LeaseBookTest, OverdueWorkIsStoppedWithTimeout) {
  LeaseBook book(1);
  Lease lease = MakeLease(1);
  lease.timeout_ms = 1'000;
  book.Add({lease}, {MakeWork()});
  const auto held = book.Next();
  book.StopOverdue(RealClock().SteadyMs());
  EXPECT_FALSE(held->stop);
  book.StopOverdue(RealClock().SteadyMs() + 2'000);
  EXPECT_TRUE(held->stop);
  EXPECT_EQ(book.StopReason(held->key()), AttemptEnd::kTimeout);
}

TEST(LeaseBookTest, ClosingGivesBackWhatWaits) {
  LeaseBook book(1);
  book.Add({MakeLease(1), MakeLease(2)}, {MakeWork()});
  const auto held = book.Next();
  const auto returned = book.Close();
  ASSERT_EQ(returned.size(), 1u);
  EXPECT_EQ(returned[0].job, 2);
  EXPECT_TRUE(held->stop);
  EXPECT_EQ(book.Next(), nullptr);
}

// Answers reports as told, and lets a test wait for them.
class ReportingLink final : public CoordinatorLink {
 public:
  StatusOr<int64_t> Register(const std::string&, int, bool) override { return 1; }
  StatusOr<Acquired> Acquire(const std::string&, const std::string&, int,
                             const std::vector<std::string>&, int64_t) override {
    return Acquired();
  }
  void StopWaiting() override {}
  StatusOr<HeartbeatReply> Heartbeat(const std::string&, const std::vector<HeldJob>&) override {
    return HeartbeatReply();
  }
  StatusOr<std::vector<absl::StatusCode>> Report(const std::string&,
                                                 const std::vector<JobReport>& reports) override {
    const std::lock_guard lock(mutex_);
    if (failures_left > 0) {
      --failures_left;
      return Unavailable("the cable is out");
    }
    delivered.insert(delivered.end(), reports.begin(), reports.end());
    changed_.notify_all();
    return std::vector<absl::StatusCode>(reports.size(), code);
  }
  StatusOr<std::string> FetchBlob(const std::string&) override { return NotFound("none"); }
  Status PutBlob(const std::string&, const std::string&) override { return absl::OkStatus(); }

  void WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return delivered.size() >= count; });
  }

  int failures_left = 0;
  absl::StatusCode code = absl::StatusCode::kOk;
  std::vector<JobReport> delivered;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

JobReport EndOf(int64_t job) { return {1, job, 1, {}, {}, {}, {}, AttemptEnd::kOk, ""}; }

TEST(OutboxTest, ResultsOutliveABrokenConnection) {
  ReportingLink link;
  link.failures_left = 3;
  LeaseBook book(1);
  book.Add({MakeLease(1)}, {MakeWork()});
  book.Next();
  {
    Outbox outbox(&link, &book, "w");
    outbox.Add(EndOf(1));
    link.WaitFor(1);
  }
  EXPECT_TRUE(book.Idle());
}

TEST(OutboxTest, LeavingWorkerStillPausesBetweenTries) {
  ReportingLink link;
  link.failures_left = 3;
  LeaseBook book(1);
  const int64_t start_ms = RealClock().SteadyMs();
  {
    Outbox outbox(&link, &book, "w");
    outbox.Add(EndOf(1));
  }
  EXPECT_EQ(link.delivered.size(), 1u);
  // Pauses of 100, 200 and 400 ms, of which leaving may cut one short.
  EXPECT_GE(RealClock().SteadyMs() - start_ms, 300);
}

TEST(OutboxTest, StaleAttemptIsDroppedAndTheWorkerGoesOn) {
  ReportingLink link;
  link.code = absl::StatusCode::kFailedPrecondition;
  LeaseBook book(1);
  book.Add({MakeLease(1)}, {MakeWork()});
  const auto held = book.Next();
  {
    Outbox outbox(&link, &book, "w");
    outbox.Add({1, 1, 1, {}, {{0, {0, {1, "loss", 0.5}}}}, {}, {}, {}, ""});
    link.WaitFor(1);
  }
  EXPECT_TRUE(held->stop);
  EXPECT_TRUE(book.Idle());
}

TEST(OutboxTest, LongReportIsSentInPartsAndOnlyTheLastEndsTheJob) {
  ReportingLink link;
  LeaseBook book(1);
  JobReport report = EndOf(1);
  for (int64_t trial = 0; trial < 60; ++trial) {
    CellResult& cell = report.cells.emplace_back();
    cell.trial = trial;
    cell.predictions.assign(60'000, 1);
  }
  {
    Outbox outbox(&link, &book, "w");
    outbox.Add(report);
  }
  ASSERT_GT(link.delivered.size(), 2u);
  size_t cells = 0;
  for (size_t i = 0; i < link.delivered.size(); ++i) {
    cells += link.delivered[i].cells.size();
    EXPECT_EQ(link.delivered[i].end.has_value(), i + 1 == link.delivered.size());
    EXPECT_LE(link.delivered[i].cells.size() * 120'000, size_t{2} << 20);
  }
  EXPECT_EQ(cells, 60u);
}

}  // namespace
}  // namespace gridfold
