#include "coordinator/core/coordinator.h"

#include <gtest/gtest.h>

#include "common/base/file.h"
#include "common/base/fingerprint.h"
#include "tests/coordinator/core/simulated.h"

namespace gridfold {
namespace {

TEST(CoordinatorTest, StudyEndsWithItsBestTrialRefitted) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  WorkToTheEnd(c, "w");
  const StudySummary summary = c.Summary("s");
  EXPECT_EQ(summary.state, StudyState::kCompleted) << summary.reason;
  EXPECT_EQ(summary.trials_completed, 12);
  EXPECT_EQ(summary.cells_done, 24);
  EXPECT_EQ(ToJson(summary.best_parameters), R"({"C":1.0,"gamma":0.1})");
  EXPECT_NEAR(*summary.best_score, 0.9 - 0.01 * (0.09 + 0.01) - 0.0005, 1e-12);
}

TEST(CoordinatorTest, JobsHoldAllValuesOfThePathParameter) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const AcquireAnswer answer = c.Acquire("w", "1", 100);
  EXPECT_EQ(answer.leases.size(), 6u) << "3 gammas x 2 folds";
  for (const Lease& lease : answer.leases) EXPECT_EQ(lease.job.trials.size(), 4u);
  EXPECT_EQ(answer.works.size(), 1u);
}

TEST(CoordinatorTest, RepeatedRequestGetsTheSameLeases) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const AcquireAnswer first = c.Acquire("w", "r", 2);
  const AcquireAnswer again = c.Acquire("w", "r", 2);
  ASSERT_EQ(again.leases.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(first.leases[i].job.number, again.leases[i].job.number);
    EXPECT_EQ(first.leases[i].attempt, again.leases[i].attempt);
  }
}

TEST(CoordinatorTest, ExpiredLeaseIsGrantedAgainAndItsLateReportRefused) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("slow");
  c.Register("quick");
  const Lease lost = c.Acquire("slow", "1").leases.at(0);
  c.clock.now_ms += 15'000;
  const Lease again = c.Acquire("quick", "2").leases.at(0);
  EXPECT_EQ(again.job.number, lost.job.number) << "what comes back goes first";
  EXPECT_EQ(again.attempt, lost.attempt + 1);
  EXPECT_EQ(c.ReportAll("slow", lost)[0].code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(c.ReportAll("quick", again)[0].ok());
  EXPECT_EQ(c.Summary("s").cells_done, 4);
}

TEST(CoordinatorTest, CheckpointGoesToTheNextAttemptAndIsDroppedInTheEnd) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("slow");
  c.Register("quick");
  const Lease lost = c.Acquire("slow", "1").leases.at(0);
  EXPECT_EQ(lost.checkpoint_hash, "");
  const std::string hash(64, 'a'), late(64, 'b');
  const auto report = [&](const Lease& lease, const std::string& worker, const std::string& file) {
    JobReport part;
    part.study = lease.job.study;
    part.job = lease.job.number;
    part.attempt = lease.attempt;
    part.checkpoint = CheckpointFile{3, 0.5, file, 100};
    Status code;
    c.Do([&](Coordinator& coordinator) { code = coordinator.Report(worker, {part}).at(0); });
    return code;
  };
  EXPECT_TRUE(report(lost, "slow", hash).ok());
  c.clock.now_ms += 15'000;
  const Lease again = c.Acquire("quick", "2").leases.at(0);
  EXPECT_EQ(again.checkpoint_hash, hash);
  EXPECT_EQ(c.Acquire("quick", "2").leases.at(0).checkpoint_hash, hash) << "the answer was lost";
  EXPECT_EQ(report(lost, "slow", late).code(), absl::StatusCode::kFailedPrecondition);
  c.Crash();
  c.Register("quick");
  EXPECT_EQ(c.Acquire("quick", "2").leases.at(0).checkpoint_hash, hash) << "so was the memory";
  EXPECT_TRUE(c.ReportAll("quick", again)[0].ok());
  EXPECT_TRUE(c.dropped.empty()) << "its trials have another fold to come";
  WorkToTheEnd(c, "quick");
  // The job's trials are those of one gamma; which of them is the best decides.
  const bool best_is_there = std::any_of(
      again.job.trials.begin(), again.job.trials.end(),
      [&](const JobTrial& trial) { return trial.number == *c.Summary("s").best_trial; });
  EXPECT_EQ(c.dropped, best_is_there ? std::vector<std::string>() : std::vector<std::string>{hash});
}

TEST(CoordinatorTest, TheNetworkBehindFeaturesIsKnownToWorkersAfterARestartToo) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "best.gfm";
  const std::string spec =
      GridSpec("s", "pipeline: [{features: {file: " + path + ", layer: flatten}}]\n");
  ASSERT_TRUE(WriteFileAtomically(path, "a network").ok());
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(spec).ok());
  c.Register("w");
  const Value expected = Sha256Hex("a network");
  const auto named = [&] {
    return c.Acquire("w", "1").works.at(0).pipeline.at(0).settings.at("sha256");
  };
  EXPECT_EQ(named(), expected);
  c.Crash();
  c.Register("w");
  EXPECT_EQ(named(), expected);
  EXPECT_TRUE(c.Create(spec).ok()) << "the same study again";
  ASSERT_TRUE(WriteFileAtomically(path, "another network").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(c.Create(spec)));
}

TEST(CoordinatorTest, HeartbeatKeepsALeaseForEver) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  for (int beat = 0; beat < 100; ++beat) {
    c.clock.now_ms += 14'000;
    c.Do([&](Coordinator& coordinator) {
      const auto answer = coordinator.Heartbeat("w", {{{1, lease.job.number}, lease.attempt}});
      ASSERT_TRUE(answer.ok());
      EXPECT_TRUE(answer->cancel.empty());
    });
  }
  EXPECT_TRUE(c.ReportAll("w", lease)[0].ok());
}

TEST(CoordinatorTest, HeartbeatNamesWhatTheWorkerShouldDrop) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  c.Do([&](Coordinator& coordinator) {
    const auto answer =
        coordinator.Heartbeat("w", {{{1, lease.job.number}, lease.attempt}, {{1, 99}, 1}});
    ASSERT_TRUE(answer.ok());
    ASSERT_EQ(answer->cancel.size(), 1u);
    EXPECT_EQ(answer->cancel[0].job.job, 99);
  });
}

TEST(CoordinatorTest, RepeatedReportCountsOnce) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  EXPECT_TRUE(c.ReportAll("w", lease)[0].ok());
  EXPECT_TRUE(c.ReportAll("w", lease)[0].ok()) << "the answer was lost: the same again is fine";
  EXPECT_EQ(c.Summary("s").cells_done, 4);
}

TEST(CoordinatorTest, CellOfAnotherJobIsRefused) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  JobReport report = MakeReport(lease);
  report.cells[0].fold = 1 - report.cells[0].fold;
  c.Do([&](Coordinator& coordinator) {
    EXPECT_EQ(coordinator.Report("w", {report})[0].code(), absl::StatusCode::kInvalidArgument);
  });
  EXPECT_EQ(c.Summary("s").cells_done, 0);
}

TEST(CoordinatorTest, JobThatIsLostThreeTimesFailsItsTrialsAndTheStudyGoesOn) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Lease lease = c.Acquire("w", "x" + std::to_string(attempt)).leases.at(0);
    EXPECT_EQ(lease.job.number, 0);
    c.clock.now_ms += 15'000;
  }
  c.Do([](Coordinator&) {});  // the third lease expires
  WorkToTheEnd(c, "w");
  const StudySummary summary = c.Summary("s");
  EXPECT_EQ(summary.trials_failed, 4);
  EXPECT_EQ(summary.trials_completed, 8);
  EXPECT_EQ(summary.state, StudyState::kCompleted);
}

TEST(CoordinatorTest, FailedTrialsAreTriedAgainOnRequest) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  Lease lease = c.Acquire("w", "1").leases.at(0);
  JobReport report = MakeReport(lease);
  for (CellResult& cell : report.cells) cell.state = CellState::kFailed;
  c.Do([&](Coordinator& coordinator) { coordinator.Report("w", {report}); });
  WorkToTheEnd(c, "w");
  EXPECT_EQ(c.Summary("s").trials_failed, 4);
  c.Do([&](Coordinator& coordinator) {
    const auto count = coordinator.RetryFailed("s");
    ASSERT_TRUE(count.ok()) << Message(count.status());
    EXPECT_EQ(*count, 4);
  });
  EXPECT_EQ(c.Summary("s").state, StudyState::kActive);
  WorkToTheEnd(c, "v");
  EXPECT_EQ(c.Summary("s").trials_completed, 12);
  EXPECT_EQ(c.Summary("s").trials_failed, 0);
  EXPECT_EQ(c.Summary("s").state, StudyState::kCompleted);
}

TEST(CoordinatorTest, ARetryThatLeavesTheWinnerFitsItAgain) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  // One trial of twelve fails, and not the best one.
  for (int i = 0; !IsFinal(c.Summary("s").state) && i < 100; ++i) {
    const Lease lease = c.Acquire("w", std::to_string(i)).leases.at(0);
    JobReport report = MakeReport(lease);
    for (CellResult& cell : report.cells) {
      if (cell.trial == 4) cell.state = CellState::kFailed;
    }
    c.Do([&](Coordinator& coordinator) { coordinator.Report("w", {report}); });
  }
  ASSERT_EQ(c.Summary("s").trials_failed, 1);
  const auto winner = c.Summary("s").best_trial;
  c.Do([](Coordinator& coordinator) { EXPECT_EQ(*coordinator.RetryFailed("s"), 1); });
  WorkToTheEnd(c, "w");
  EXPECT_EQ(c.Summary("s").state, StudyState::kCompleted);
  EXPECT_EQ(c.Summary("s").best_trial, winner);
}

TEST(CoordinatorTest, NanScoreFailsTheTrial) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  for (int fold = 0; fold < 2; ++fold) {
    const Lease lease = c.Acquire("w", std::to_string(fold)).leases.at(0);
    JobReport report = MakeReport(lease);
    report.cells[0].test_score = std::nan("");
    c.Do([&](Coordinator& coordinator) { coordinator.Report("w", {report}); });
  }
  EXPECT_EQ(c.Summary("s").trials_failed, 1);
  EXPECT_EQ(c.Summary("s").trials_completed, 3);
}

TEST(CoordinatorTest, PausedStudyGivesNoJobsUntilItIsResumed) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  c.Do([](Coordinator& coordinator) {
    EXPECT_TRUE(coordinator.ChangeStudy("s", StudyChange::kPause).ok());
    EXPECT_EQ(coordinator.ChangeStudy("s", StudyChange::kPause).code(),
              absl::StatusCode::kFailedPrecondition);
  });
  EXPECT_TRUE(c.Acquire("w", "1").leases.empty());
  c.Crash();  // pausing survives
  c.Register("w");
  EXPECT_TRUE(c.Acquire("w", "2").leases.empty());
  c.Do([](Coordinator& coordinator) {
    EXPECT_TRUE(coordinator.ChangeStudy("s", StudyChange::kResume).ok());
  });
  EXPECT_FALSE(c.Acquire("w", "3").leases.empty());
}

TEST(CoordinatorTest, CancelledStudyTakesItsLeasesBack) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  c.Do([](Coordinator& coordinator) {
    EXPECT_TRUE(coordinator.ChangeStudy("s", StudyChange::kCancel).ok());
  });
  EXPECT_EQ(c.ReportAll("w", lease)[0].code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(c.Summary("s").state, StudyState::kCancelled);
  EXPECT_EQ(c.Summary("s").trials_cancelled, 12);
  EXPECT_EQ(c.Acquire("w", "2").advice, AcquireAdvice::kFinished);
}

TEST(CoordinatorTest, TargetStopsTheSearchAndTheWinnerIsRefitted) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s", ", target: 0.85}\n")).ok());
  WorkToTheEnd(c, "w");
  const StudySummary summary = c.Summary("s");
  EXPECT_EQ(summary.state, StudyState::kCompleted);
  EXPECT_NE(summary.reason.find("metric.target"), std::string::npos) << summary.reason;
  EXPECT_GT(summary.trials_cancelled, 0);
}

TEST(CoordinatorTest, FailedTrialsBeyondTheLimitFailTheStudyWithTheLastReason) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s", "limits: {max_failed_trials: 3}\n")).ok());
  c.Register("w");
  for (int fold = 0; fold < 2; ++fold) {
    JobReport report = MakeReport(c.Acquire("w", std::to_string(fold)).leases.at(0));
    for (CellResult& cell : report.cells) {
      cell.state = CellState::kFailed;
      cell.reason = "diverged";
    }
    c.Do([&](Coordinator& coordinator) { coordinator.Report("w", {report}); });
  }
  EXPECT_EQ(c.Summary("s").state, StudyState::kFailed);
  EXPECT_NE(c.Summary("s").reason.find("diverged"), std::string::npos);
}

TEST(CoordinatorTest, DurationLimitEndsTheStudy) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s", "limits: {max_duration: 60s}\n")).ok());
  c.Register("w");
  EXPECT_TRUE(c.ReportAll("w", c.Acquire("w", "1").leases.at(0))[0].ok());
  EXPECT_TRUE(c.ReportAll("w", c.Acquire("w", "2").leases.at(0))[0].ok());
  ASSERT_TRUE(c.coordinator->NextWakeMs().has_value());
  c.clock.now_ms += 60'000;
  WorkToTheEnd(c, "w");
  EXPECT_EQ(c.Summary("s").state, StudyState::kCompleted);
  EXPECT_EQ(c.Summary("s").trials_completed, 4);
  EXPECT_EQ(c.Summary("s").trials_cancelled, 8);
}

TEST(CoordinatorTest, SameSpecAgainIsTheSameStudyAndAnotherIsRefused) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  EXPECT_TRUE(c.Create("# a comment\n" + GridSpec("s")).ok());
  EXPECT_EQ(c.Create(GridSpec("s", "refit: {top: 0}\n")).code(), absl::StatusCode::kAlreadyExists);
}

TEST(CoordinatorTest, UnknownWorkerMustRegister) {
  SimulatedCoordinator c;
  Status status;
  c.Do([&](Coordinator& coordinator) {
    coordinator.Acquire(
        {"r", "nobody", 1, {}, 0, [&](const Status& s, const AcquireAnswer&) { status = s; }});
    EXPECT_TRUE(coordinator.Heartbeat("nobody", {})->unknown_worker);
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
}

TEST(CoordinatorTest, DrainAnswersParkedCallsAndGrantsNothing) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  c.Register("w");
  c.Do([](Coordinator& coordinator) { coordinator.Drain(); });
  EXPECT_EQ(c.Acquire("w", "1").advice, AcquireAdvice::kDrain);
}

}  // namespace
}  // namespace gridfold
