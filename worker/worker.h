// A worker in this process: connects to a coordinator, takes jobs, trains them in `slots` threads,
// reports. What `gridfold-worker` starts, and `gridfold run` in its own process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/status.h"
#include "worker/command/command_policy.h"

namespace gridfold {

struct WorkerOptions {
  std::string coordinator = "127.0.0.1:7070";
  std::string name;          // unique; "" = host-pid-number
  int slots = 1;             // training threads
  std::string cache_dir;     // data sets by hash; "" = ~/.cache/gridfold/worker
  int64_t memory_bytes = 0;  // for rows, inner products, kernels; 0: half of the machine's
  CommandPolicy commands;    // which programs of users it runs
  int64_t idle_exit_ms = 0;  // leave after so long without a job; 0: never
  int64_t lifetime_ms = 0;   // drain after so long; 0: never
};

class Worker {
 public:
  // Starts the threads. The coordinator need not be there yet: it is tried again until it is.
  static StatusOr<std::unique_ptr<Worker>> Start(const WorkerOptions& options);
  // Drains and waits.
  ~Worker();

  // Takes no more jobs; jobs at work are given back (their attempts end PREEMPTED). Thread-safe.
  void Drain();
  // Until the worker left: drained, idle for too long, or at its lifetime's end. FailedPrecondition
  // when the coordinator speaks another protocol.
  Status Wait();

 private:
  struct Impl;
  explicit Worker(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridfold
