#include "coordinator/rpc/watch_hub.h"

#include <optional>
#include <utility>

#include "common/wire/convert.h"

namespace gridfold {

// At most one write is under way; of the snapshots that arrive meanwhile only the newest is kept.
class WatchHub::Watcher final : public grpc::ServerWriteReactor<v1::Study> {
 public:
  Watcher(WatchHub* hub, std::string study) : hub_(hub), study_(std::move(study)) {}

  const std::string& study() const { return study_; }

  void Offer(const StudySummary& summary) {
    const MutexLock lock(mutex_);
    if (finished_) return;
    pending_ = summary;
    if (!writing_) WriteLocked();
  }

  void End(const grpc::Status& status) {
    const MutexLock lock(mutex_);
    if (std::exchange(finished_, true)) return;
    Finish(status);
  }

  void OnWriteDone(bool ok) override {
    const MutexLock lock(mutex_);
    writing_ = false;
    if (finished_) return;
    if (!ok || last_was_final_) {
      finished_ = true;
      Finish(grpc::Status::OK);
    } else if (pending_) {
      WriteLocked();
    }
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }

  void OnDone() override {
    hub_->Remove(this);
    delete this;
  }

 private:
  void WriteLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    message_.Clear();
    ToProto(*pending_, &message_);
    last_was_final_ = IsFinal(pending_->state);
    pending_.reset();
    writing_ = true;
    StartWrite(&message_);
  }

  WatchHub* const hub_;
  const std::string study_;
  Mutex mutex_;
  std::optional<StudySummary> pending_ ABSL_GUARDED_BY(mutex_);
  v1::Study message_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool last_was_final_ ABSL_GUARDED_BY(mutex_) = false;
};

grpc::ServerWriteReactor<v1::Study>* WatchHub::Watch(const std::string& study) {
  auto* watcher = new Watcher(this, study);  // owned by gRPC until OnDone
  const MutexLock lock(mutex_);
  if (closed_) {
    watcher->End({grpc::StatusCode::UNAVAILABLE, "the coordinator is going down"});
  } else {
    watchers_[study].insert(watcher);
  }
  return watcher;
}

void WatchHub::Publish(const std::vector<StudySummary>& studies) {
  const MutexLock lock(mutex_);
  for (const StudySummary& study : studies) {
    const auto found = watchers_.find(study.name);
    if (found == watchers_.end()) continue;
    for (Watcher* watcher : found->second) watcher->Offer(study);
  }
}

void WatchHub::End(const std::string& study, const grpc::Status& status) {
  const MutexLock lock(mutex_);
  const auto found = watchers_.find(study);
  if (found == watchers_.end()) return;
  for (Watcher* watcher : found->second) watcher->End(status);
}

void WatchHub::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  for (const auto& [study, watchers] : watchers_) {
    for (Watcher* watcher : watchers) {
      watcher->End({grpc::StatusCode::UNAVAILABLE, "the coordinator is going down"});
    }
  }
}

void WatchHub::Remove(Watcher* watcher) {
  const MutexLock lock(mutex_);
  const auto found = watchers_.find(watcher->study());
  if (found == watchers_.end()) return;
  found->second.erase(watcher);
  if (found->second.empty()) watchers_.erase(found);
}

}  // namespace gridfold
