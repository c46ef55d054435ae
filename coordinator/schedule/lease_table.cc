#include "coordinator/schedule/lease_table.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace gridfold {

void LeaseTable::Grant(LeaseEntry entry) {
  const JobKey key = entry.key();
  const bool inserted = leases_.emplace(key, std::move(entry)).second;
  GF_CHECK(inserted);  // a job has one lease at most
}

const LeaseEntry* LeaseTable::Find(JobKey key) const {
  const auto lease = leases_.find(key);
  return lease == leases_.end() ? nullptr : &lease->second;
}

const LeaseEntry* LeaseTable::Find(JobKey key, int64_t attempt, const std::string& worker) const {
  const LeaseEntry* lease = Find(key);
  return lease != nullptr && lease->attempt == attempt && lease->worker == worker ? lease : nullptr;
}

bool LeaseTable::Renew(JobKey key, int64_t attempt, const std::string& worker, int64_t expires_ms) {
  if (Find(key, attempt, worker) == nullptr) return false;
  leases_.at(key).expires_ms = expires_ms;
  return true;
}

void LeaseTable::Remove(JobKey key) { leases_.erase(key); }

std::vector<LeaseEntry> LeaseTable::Expired(int64_t now_ms) const {
  std::vector<LeaseEntry> expired;
  for (const auto& [key, lease] : leases_) {
    if (lease.expires_ms <= now_ms) expired.push_back(lease);
  }
  return expired;
}

std::vector<LeaseEntry> LeaseTable::OfStudy(int64_t study) const {
  std::vector<LeaseEntry> found;
  for (auto lease = leases_.lower_bound({study, INT64_MIN});
       lease != leases_.end() && lease->first.study == study; ++lease) {
    found.push_back(lease->second);
  }
  return found;
}

std::vector<LeaseEntry> LeaseTable::OfRequest(const std::string& request_id) const {
  std::vector<LeaseEntry> found;
  for (const auto& [key, lease] : leases_) {
    if (lease.request_id == request_id) found.push_back(lease);
  }
  return found;
}

std::optional<int64_t> LeaseTable::NextExpiryMs() const {
  std::optional<int64_t> next;
  for (const auto& [key, lease] : leases_) {
    if (!next || lease.expires_ms < *next) next = lease.expires_ms;
  }
  return next;
}

}  // namespace gridfold
