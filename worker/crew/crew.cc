#include "worker/crew/crew.h"

#include <algorithm>

namespace gridfold {

// One call of ForEach.
struct Crew::Work {
  Work(int64_t parts, const std::function<Status(int64_t)>& function)
      : count(parts), part(function) {}

  bool HasParts() const { return next.load() < count && !failed.load(); }

  const int64_t count;
  const std::function<Status(int64_t)>& part;
  std::atomic<int64_t> next = 0;
  std::atomic<bool> failed = false;
  Mutex mutex;
  ConditionVariable changed;
  int threads ABSL_GUARDED_BY(mutex) = 0;  // that may still be at a part
  int64_t failed_part ABSL_GUARDED_BY(mutex) = 0;
  Status status ABSL_GUARDED_BY(mutex);
};

Crew::Crew(int slots) : slots_(slots) {
  for (int helper = 1; helper < slots; ++helper) helpers_.emplace_back([this] { Help(); });
}

Crew::~Crew() {
  {
    const MutexLock lock(mutex_);
    leaving_ = true;
  }
  changed_.NotifyAll();
  for (std::thread& helper : helpers_) helper.join();
}

Crew::Shift::Shift(Crew* crew) : crew_(crew) {
  if (crew_ == nullptr) return;
  const MutexLock lock(crew_->mutex_);
  ++crew_->at_work_;
}

Crew::Shift::~Shift() {
  if (crew_ == nullptr) return;
  {
    const MutexLock lock(crew_->mutex_);
    --crew_->at_work_;
  }
  crew_->changed_.NotifyAll();
}

std::shared_ptr<Crew::Work> Crew::WorkWithParts() {
  for (const auto& work : works_) {
    if (work->HasParts()) return work;
  }
  return nullptr;
}

void Crew::DoParts(Work& work, bool helping) {
  while (!work.failed.load() && !(helping && at_work_.load() > slots_)) {
    const int64_t part = work.next.fetch_add(1);
    if (part >= work.count) break;
    Status status = work.part(part);
    if (status.ok()) continue;
    const MutexLock lock(work.mutex);
    if (work.status.ok() || part < work.failed_part) {
      work.status = std::move(status);
      work.failed_part = part;
    }
    work.failed = true;
  }
  {
    const MutexLock lock(work.mutex);
    --work.threads;
  }
  work.changed.NotifyAll();
}

std::shared_ptr<Crew::Work> Crew::Join() {
  MutexLock lock(mutex_);
  std::shared_ptr<Work> work;
  changed_.Wait(lock, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!leaving_ && at_work_ < slots_) work = WorkWithParts();
    return leaving_ || work != nullptr;
  });
  if (work == nullptr) return nullptr;
  ++at_work_;
  // Still under the crew's mutex: whoever takes the work off the list sees this thread and waits.
  const MutexLock joining(work->mutex);
  ++work->threads;
  return work;
}

void Crew::Help() {
  while (const std::shared_ptr<Work> work = Join()) {
    DoParts(*work, true);
    const MutexLock lock(mutex_);
    --at_work_;
  }
}

Status Crew::ForEach(int64_t count, const std::function<Status(int64_t)>& part) {
  const auto work = std::make_shared<Work>(count, part);
  {
    const MutexLock joining(work->mutex);
    ++work->threads;
  }
  if (count > 1) {
    {
      const MutexLock lock(mutex_);
      works_.push_back(work);
    }
    changed_.NotifyAll();
  }
  DoParts(*work, false);
  if (count > 1) {
    const MutexLock lock(mutex_);
    works_.remove(work);
  }
  MutexLock lock(work->mutex);
  work->changed.Wait(
      lock, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(work->mutex) { return work->threads == 0; });
  return work->status;
}

}  // namespace gridfold
