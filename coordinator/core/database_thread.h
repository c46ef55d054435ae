// The one thread that owns the coordinator's state and its database connection.
//
// Use cases are closures posted to it. It takes all that wait, and what time demands, as one
// transaction, commits, and only then lets the answers out: many callers share one fsync. When the
// commit fails nobody is told success, and memory is made anew from the database.
#pragma once

#include <deque>
#include <functional>
#include <thread>

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "coordinator/core/coordinator.h"
#include "coordinator/store/store.h"

namespace gridfold {

class DatabaseThread {
 public:
  using UseCase = std::function<void(Coordinator&)>;
  // Called after each commit, on this thread, with the studies that changed: must be quick.
  using Publish = std::function<void(const std::vector<StudySummary>&)>;

  // The coordinator must be restored. Both pointers outlive this object.
  DatabaseThread(Store* store, Coordinator* coordinator, const Clock* clock, Publish publish);
  // Runs what was posted before, then stops.
  ~DatabaseThread();

  // Thread-safe; never blocks on the database. A use case posted after Stop is dropped.
  void Post(UseCase use_case);

 private:
  void Loop();
  std::deque<UseCase> WaitForWork();
  void RunBatch(std::deque<UseCase> batch);
  Status RunTransaction(std::deque<UseCase>& batch);

  Store* const store_;
  Coordinator* const coordinator_;
  const Clock* const clock_;
  const Publish publish_;
  Mutex mutex_;
  ConditionVariable wake_;
  std::deque<UseCase> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace gridfold
