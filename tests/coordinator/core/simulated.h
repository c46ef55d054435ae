// A coordinator on a database in memory, a clock that the test owns, and simulated workers: whole
// studies run in milliseconds, with any order of events.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "coordinator/core/coordinator.h"
#include "coordinator/prepare/prepare.h"
#include "coordinator/store/store.h"

namespace gridfold {

class FakeClock final : public Clock {
 public:
  int64_t UnixMs() const override { return 1'000'000'000'000 + now_ms; }
  int64_t SteadyNs() const override { return now_ms * 1'000'000; }
  int64_t now_ms = 0;
};

class SimulatedCoordinator {
 public:
  SimulatedCoordinator();

  // One transaction, as the database thread makes it.
  void Do(const std::function<void(Coordinator&)>& use_case);
  // The coordinator crashes: memory is gone, the database stays.
  void Crash();
  void Register(const std::string& worker, bool commands = false);
  // What a call to Acquire is answered with; no wait.
  AcquireAnswer Acquire(const std::string& worker, const std::string& request_id, size_t jobs = 1);
  // The codes of a report of the whole lease, with results from ScoreOf.
  std::vector<Status> ReportAll(const std::string& worker, const Lease& lease);
  StudySummary Summary(const std::string& name);
  Status Create(const std::string& yaml);

  Store& store() { return *store_; }
  FakeClock clock;
  std::vector<std::string> dropped;  // files that nothing names any more
  std::unique_ptr<Coordinator> coordinator;

 private:
  std::unique_ptr<Store> store_;
};

// The simulated training: a score that depends on parameters and fold alone; of C and gamma, or of
// a learning rate.
double ScoreOf(const Point& parameters, int fold);
// What a constraint may be about: `parameters` of a learning rate, `support_vectors` of a C.
double SizeOf(const Point& parameters);
// The same as ScoreOf where the training is paused.
double InterimScoreOf(const Point& parameters, int fold, int64_t epochs);
// The hash of the checkpoint that a paused training leaves.
std::string CheckpointOf(const Lease& lease);
// The report of a lease that was worked on.
JobReport MakeReport(const Lease& lease);

// A grid of C x gamma on a few digits: 4 x 3 trials, 2 folds, path parameter C, so 6 jobs of 4.
std::string GridSpec(const std::string& name, const std::string& more = "");

// Works off everything with one worker.
inline void WorkToTheEnd(SimulatedCoordinator& c, const std::string& worker, int calls_max = 100) {
  c.Register(worker);
  for (int call = 0; call < calls_max; ++call) {
    const AcquireAnswer answer = c.Acquire(worker, worker + "/" + std::to_string(call), 2);
    if (answer.advice == AcquireAdvice::kFinished) return;
    for (const Lease& lease : answer.leases) EXPECT_TRUE(c.ReportAll(worker, lease)[0].ok());
  }
}

}  // namespace gridfold
