// Reports on their way to the coordinator: batched, kept while the connection is down, delivered
// later. A thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

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
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<JobReport> reports_;  // guarded by mutex_
  int64_t ends_ = 0;               // how many of them end their job; guarded by mutex_
  bool stopping_ = false;          // guarded by mutex_
  int64_t give_up_ms_ = 0;         // steady; once stopping. Guarded by mutex_
  std::thread thread_;
};

}  // namespace gridfold
