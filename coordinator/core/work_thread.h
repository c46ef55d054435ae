// A thread that does closures one after the other: for reading and preparing, which must neither
// block a gRPC reaction nor the database thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace gridfold {

class WorkThread {
 public:
  WorkThread();
  // Does what was posted before, then stops.
  ~WorkThread();
  void Post(std::function<void()> work);  // thread-safe

 private:
  void Loop();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace gridfold
