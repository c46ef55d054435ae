// A thread that does closures one after the other: for reading and preparing, which must neither
// block a gRPC reaction nor the database thread.
#pragma once

#include <deque>
#include <functional>
#include <thread>

#include "common/base/mutex.h"

namespace gridfold {

class WorkThread {
 public:
  WorkThread();
  // Does what was posted before, then stops.
  ~WorkThread();
  void Post(std::function<void()> work);  // thread-safe

 private:
  void Loop();
  Mutex mutex_;
  ConditionVariable wake_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace gridfold
