// SIGINT and SIGTERM as a call on a thread of its own.
#pragma once

#include <csignal>
#include <functional>
#include <thread>

namespace gridfold {

// While it lives, the first SIGINT or SIGTERM calls `on_signal` on this object's thread, and the
// second one ends the process. Make it before other threads start: they inherit the blocked
// signals. One at a time in a process.
class SignalWatch {
 public:
  explicit SignalWatch(std::function<void()> on_signal);
  // Waits for `on_signal` if it is at work; the signals are as they were before.
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  void Watch();

  std::function<void()> on_signal_;
  sigset_t signals_{}, before_{};
  int signal_fd_ = -1, stop_fd_ = -1;
  std::thread thread_;
};

}  // namespace gridfold
