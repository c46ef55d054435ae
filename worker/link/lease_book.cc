#include "worker/link/lease_book.h"

#include <algorithm>

#include "common/base/clock.h"

namespace gridfold {
namespace {

// Jobs are fetched ahead for so long, so that a slot never waits for the network.
constexpr double kAheadSeconds = 0.5;
constexpr double kAheadPerSlotMax = 64;
constexpr double kSmoothing = 0.2;

}  // namespace

void LeaseBook::Add(const std::vector<Lease>& leases, const std::vector<Work>& works) {
  std::map<int64_t, std::shared_ptr<const Work>> by_study;
  for (const Work& work : works) by_study[work.study] = std::make_shared<const Work>(work);
  const MutexLock lock(mutex_);
  for (const Lease& lease : leases) {
    auto held = std::make_shared<HeldLease>();
    held->lease = lease;
    held->work = by_study[lease.job.study];
    const HeldJob key = held->key();
    if (closed_ || held->work == nullptr || entries_.contains(key)) continue;
    entries_[key].held = std::move(held);
    waiting_.push_back(key);
  }
  changed_.NotifyAll();
}

std::shared_ptr<HeldLease> LeaseBook::Next() {
  MutexLock lock(mutex_);
  changed_.Wait(lock, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || !waiting_.empty();
  });
  if (closed_) return nullptr;
  Entry& entry = entries_.at(waiting_.front());
  waiting_.pop_front();
  entry.stage = Stage::kWorking;
  entry.started_ms = RealClock().SteadyMs();
  return entry.held;
}

void LeaseBook::Worked(const HeldJob& key, double seconds) {
  const MutexLock lock(mutex_);
  mean_seconds_ += kSmoothing * (seconds - mean_seconds_);
  if (seconds < mean_seconds_) mean_seconds_ = std::max(seconds, mean_seconds_ / 4);
  if (const auto entry = entries_.find(key); entry != entries_.end()) {
    entry->second.stage = Stage::kReporting;
  }
  changed_.NotifyAll();
}

void LeaseBook::Drop(const HeldJob& key) {
  const MutexLock lock(mutex_);
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return;
  entry->second.held->stop = true;
  entries_.erase(entry);
  waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), key), waiting_.end());
  changed_.NotifyAll();
}

std::optional<AttemptEnd> LeaseBook::StopReason(const HeldJob& key) const {
  const MutexLock lock(mutex_);
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? AttemptEnd::kPreempted : entry->second.stop_reason;
}

void LeaseBook::StopOverdue(int64_t now_ms) {
  const MutexLock lock(mutex_);
  for (auto& [key, entry] : entries_) {
    const auto& timeout_ms = entry.held->lease.timeout_ms;
    if (entry.stage != Stage::kWorking || !timeout_ms || entry.stop_reason) continue;
    if (now_ms - *entry.started_ms < *timeout_ms) continue;
    entry.stop_reason = AttemptEnd::kTimeout;
    entry.held->stop = true;
  }
}

std::vector<HeldJob> LeaseBook::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  std::vector<HeldJob> returned(waiting_.begin(), waiting_.end());
  waiting_.clear();
  for (auto& [key, entry] : entries_) {
    if (entry.stage == Stage::kWaiting) entry.stage = Stage::kReporting;
    if (entry.stage != Stage::kWorking) continue;
    entry.stop_reason = AttemptEnd::kPreempted;
    entry.held->stop = true;
  }
  changed_.NotifyAll();
  return returned;
}

std::vector<HeldJob> LeaseBook::Held() const {
  const MutexLock lock(mutex_);
  std::vector<HeldJob> held;
  for (const auto& [key, entry] : entries_) held.push_back(key);
  return held;
}

int LeaseBook::RoomLocked() const {
  const double ahead = std::min(kAheadPerSlotMax, kAheadSeconds / std::max(mean_seconds_, 1e-6));
  const int target = slots_ + static_cast<int>(ahead * slots_);
  const auto open = std::count_if(entries_.begin(), entries_.end(), [](const auto& entry) {
    return entry.second.stage != Stage::kReporting;
  });
  return std::max(0, target - static_cast<int>(open));
}

int LeaseBook::WaitForRoom(int64_t wait_ms) {
  MutexLock lock(mutex_);
  changed_.WaitFor(lock, wait_ms, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || RoomLocked() > 0;
  });
  return closed_ ? 0 : RoomLocked();
}

bool LeaseBook::Idle() const {
  const MutexLock lock(mutex_);
  return entries_.empty();
}

}  // namespace gridfold
