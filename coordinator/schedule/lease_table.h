// Which job is in which worker's hands, and until when. Pure: time comes in as an argument, in
// steady milliseconds.
//
// An attempt's number fences: a report or heartbeat counts only if worker and attempt are those of
// the table. A lease that is not renewed in time expires; the coordinator then gives the job to
// somebody else with a higher attempt number.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/spec/job.h"
#include "coordinator/schedule/job_key.h"

namespace gridfold {

struct LeaseEntry {
  std::shared_ptr<const Job> job;
  int64_t attempt = 0;
  std::string worker;
  std::string request_id;
  int64_t expires_ms = 0;
  JobKey key() const { return {job->study, job->number}; }
};

class LeaseTable {
 public:
  void Grant(LeaseEntry entry);
  // The lease, if `worker` holds this attempt of the job; else nullptr. Valid until it is removed.
  const LeaseEntry* Find(JobKey key, int64_t attempt, const std::string& worker) const;
  // The lease of the job, whoever holds it.
  const LeaseEntry* Find(JobKey key) const;
  // Moves the expiry of a held lease; false when it is not held so.
  bool Renew(JobKey key, int64_t attempt, const std::string& worker, int64_t expires_ms);
  void Remove(JobKey key);
  // The leases that expired at or before `now_ms`, oldest job first; they stay until removed.
  std::vector<LeaseEntry> Expired(int64_t now_ms) const;
  std::vector<LeaseEntry> OfStudy(int64_t study) const;
  std::vector<LeaseEntry> OfRequest(const std::string& request_id) const;
  // When the next lease expires; nullopt without leases.
  std::optional<int64_t> NextExpiryMs() const;
  size_t size() const { return leases_.size(); }

 private:
  std::map<JobKey, LeaseEntry> leases_;
};

}  // namespace gridfold
