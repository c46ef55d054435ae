// std::mutex and std::condition_variable with the annotations that clang's thread-safety analysis
// checks (the `clang` preset): what is GUARDED_BY a mutex cannot be touched without it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "absl/base/thread_annotations.h"

namespace gridfold {

class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Holds a mutex for a scope.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() ABSL_UNLOCK_FUNCTION() {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  friend class ConditionVariable;
  std::unique_lock<std::mutex> lock_;
};

// Waiting for a change of what a mutex guards. Predicates read guarded members, so they are written
// as [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { ... }.
class ConditionVariable {
 public:
  template <typename Predicate>
  void Wait(MutexLock& lock, Predicate predicate) {
    condition_.wait(lock.lock_, predicate);
  }
  // At most `wait_ms`; returns what the predicate says in the end.
  template <typename Predicate>
  bool WaitFor(MutexLock& lock, int64_t wait_ms, Predicate predicate) {
    return condition_.wait_for(lock.lock_, std::chrono::milliseconds(wait_ms), predicate);
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace gridfold
