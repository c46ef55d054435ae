// Reports on their way to the coordinator: batched, kept while the connection is down, delivered
// later. A thread of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <thread>

#include "common/base/mutex.h"
#include "common/spec/job.h"
#include "worker/link/coordinator_link.h"
#include "worker/link/lease_book.h"

namespace gridfold {

class Outbox {
 public:
  // Both pointers outlive this object.
  Outbox(CoordinatorLink* link, LeaseBook* book, std::string worker);
  // Delivers what is left, for at most a few seconds, then stops.
  ~Outbox();

  // Thread-safe; never blocks on the network. Long reports are sent in parts.
  void Add(JobReport report);

 private:
  void Loop();
  bool WaitForReports();
  std::vector<JobReport> TakeBatch();
  void Deliver(const std::vector<JobReport>& batch);
  void HandleCodes(const std::vector<JobReport>& batch, const std::vector<absl::StatusCode>& codes);
  bool PauseBeforeRetry(int64_t pause_ms);

  CoordinatorLink* const link_;
  LeaseBook* const book_;
  const std::string worker_;
  Mutex mutex_;
  ConditionVariable changed_;
  std::deque<JobReport> reports_ ABSL_GUARDED_BY(mutex_);
  int64_t ends_ ABSL_GUARDED_BY(mutex_) = 0;        // how many of them end their job
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t give_up_ms_ ABSL_GUARDED_BY(mutex_) = 0;  // steady; once stopping
  std::thread thread_;
};

}  // namespace gridfold
