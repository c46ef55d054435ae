// What this worker holds: leases that wait for a slot, that are being worked on, and whose results
// are on their way. The worker's threads meet here.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/mutex.h"
#include "common/spec/job.h"
#include "worker/link/coordinator_link.h"

namespace gridfold {

// A lease and how to stop it.
struct HeldLease {
  Lease lease;
  std::shared_ptr<const Work> work;
  std::atomic<bool> stop = false;
  HeldJob key() const { return {lease.job.study, lease.job.number, lease.attempt}; }
};

// Thread-safe.
class LeaseBook {
 public:
  explicit LeaseBook(int slots) : slots_(slots) {}

  // Leases as they came from Acquire; those already held are ignored.
  void Add(const std::vector<Lease>& leases, const std::vector<Work>& works);
  // The next lease to work on; waits for one. nullptr once Close was called.
  std::shared_ptr<HeldLease> Next();
  // The work on a lease ended and took so long; its report is still to be delivered.
  void Worked(const HeldJob& key, double seconds);
  // Its results are delivered, or nobody wants them: forgotten. Stops it if it is at work.
  void Drop(const HeldJob& key);
  // Why a lease at work was stopped, if it was; else nullopt.
  std::optional<AttemptEnd> StopReason(const HeldJob& key) const;
  // Stops the leases at work for longer than their timeout, with TIMEOUT.
  void StopOverdue(int64_t now_ms);
  // Stops all, with PREEMPTED, gives back those that wait, and ends Next.
  std::vector<HeldJob> Close();

  // Everything held, for heartbeats.
  std::vector<HeldJob> Held() const;
  // How many more leases there is room for: one for each idle slot, and some more when jobs are so
  // short that asking for each would cost more than working on it. Waits at most `wait_ms` for room;
  // 0 when there is none or the book is closed.
  int WaitForRoom(int64_t wait_ms);
  bool Idle() const;

 private:
  enum class Stage { kWaiting, kWorking, kReporting };
  struct Entry {
    std::shared_ptr<HeldLease> held;
    Stage stage = Stage::kWaiting;
    std::optional<int64_t> started_ms;
    std::optional<AttemptEnd> stop_reason;
  };
  int RoomLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int slots_;
  mutable Mutex mutex_;
  ConditionVariable changed_;
  std::map<HeldJob, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::deque<HeldJob> waiting_ ABSL_GUARDED_BY(mutex_);
  // Of a job, smoothed; starts long so that nothing is hoarded.
  double mean_seconds_ ABSL_GUARDED_BY(mutex_) = 60;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace gridfold
