#include "coordinator/core/database_thread.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "common/base/log.h"

namespace gridfold {
namespace {

// How long the thread sleeps when nothing is due; a bound, should a wake-up be missed.
constexpr int64_t kSleepMsMax = 1'000;

}  // namespace

DatabaseThread::DatabaseThread(Store* store, Coordinator* coordinator, const Clock* clock,
                               Publish publish)
    : store_(store),
      coordinator_(coordinator),
      clock_(clock),
      publish_(std::move(publish)),
      thread_([this] { Loop(); }) {}

DatabaseThread::~DatabaseThread() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyOne();
  thread_.join();
}

void DatabaseThread::Post(UseCase use_case) {
  {
    const MutexLock lock(mutex_);
    waiting_.push_back(std::move(use_case));
  }
  wake_.NotifyOne();
}

std::deque<DatabaseThread::UseCase> DatabaseThread::WaitForWork() {
  const std::optional<int64_t> due_ms = coordinator_->NextWakeMs();
  const int64_t sleep_ms =
      due_ms ? std::clamp<int64_t>(*due_ms - clock_->SteadyMs(), 0, kSleepMsMax) : kSleepMsMax;
  MutexLock lock(mutex_);
  wake_.WaitFor(lock, sleep_ms, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty();
  });
  return std::exchange(waiting_, {});
}

void DatabaseThread::Loop() {
  while (true) {
    RunBatch(WaitForWork());
    const MutexLock lock(mutex_);
    if (stopping_ && waiting_.empty()) return;
  }
}

Status DatabaseThread::RunTransaction(std::deque<UseCase>& batch) {
  GF_RETURN_IF_ERROR(store_->Begin());
  for (UseCase& use_case : batch) use_case(*coordinator_);
  coordinator_->Settle();
  GF_RETURN_IF_ERROR(coordinator_->TakeStoreError());
  return store_->Commit();
}

void DatabaseThread::RunBatch(std::deque<UseCase> batch) {
  const Status status = RunTransaction(batch);
  if (!status.ok()) {
    spdlog::error("database: {}", Message(status));
    // A failed fsync may have lost what was committed before; nothing may be built on that.
    if (status.code() == absl::StatusCode::kDataLoss) std::abort();
    store_->Rollback();
    const Status restored = coordinator_->Restore();
    if (!restored.ok()) {
      // Neither the database nor memory can be trusted: a restart is the only way on.
      spdlog::critical("cannot restore from the database: {}", Message(restored));
      std::abort();
    }
  }
  for (const auto& answer : coordinator_->TakeAnswers()) answer(status);
  publish_(coordinator_->TakeChanged());
}

}  // namespace gridfold
