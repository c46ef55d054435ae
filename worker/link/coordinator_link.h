// The worker's side of the protocol, as a seam: gRPC in production, a fake in tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/blob_store.h"
#include "common/base/status.h"
#include "common/spec/job.h"

namespace gridfold {

struct HeldJob {
  int64_t study = 0, job = 0, attempt = 0;
  auto operator<=>(const HeldJob&) const = default;
};

enum class Advice { kJobs, kWait, kDrain, kFinished };

struct Acquired {
  Advice advice = Advice::kWait;
  std::vector<Lease> leases;
  std::vector<Work> works;
};

struct HeartbeatReply {
  std::vector<HeldJob> cancel;
  bool drain = false;
  bool unknown_worker = false;
};

// Thread-safe. Every call has a deadline. Unavailable and DeadlineExceeded are worth a retry;
// FailedPrecondition from Register means another protocol, from Acquire that Register must be
// called again.
class CoordinatorLink {
 public:
  virtual ~CoordinatorLink() = default;
  // Returns how long a lease lasts without a heartbeat, in milliseconds. `commands`: whether the
  // worker runs programs of users.
  virtual StatusOr<int64_t> Register(const std::string& worker, int slots, bool commands) = 0;
  virtual StatusOr<Acquired> Acquire(const std::string& request_id, const std::string& worker,
                                     int jobs_max, const std::vector<std::string>& cache_keys,
                                     int64_t wait_ms) = 0;
  // Ends an Acquire that waits, now and in future, with Cancelled: the worker is leaving.
  virtual void StopWaiting() = 0;
  virtual StatusOr<HeartbeatReply> Heartbeat(const std::string& worker,
                                             const std::vector<HeldJob>& held) = 0;
  // A code for each report, in order; FailedPrecondition: the attempt is stale.
  virtual StatusOr<std::vector<absl::StatusCode>> Report(const std::string& worker,
                                                         const std::vector<JobReport>& reports) = 0;
  // The blob's bytes, verified against the hash (DataLoss).
  virtual StatusOr<std::string> FetchBlob(const std::string& sha256) = 0;
  virtual Status PutBlob(const std::string& sha256, const std::string& bytes) = 0;
};

// A link over gRPC. InvalidArgument for an address that is none.
StatusOr<std::unique_ptr<CoordinatorLink>> ConnectLink(const std::string& address);

}  // namespace gridfold
