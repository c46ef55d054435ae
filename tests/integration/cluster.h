// Real coordinators and workers for the integration tests: in this process, or as processes that
// can be killed. Waiting is done on WatchStudy's stream, never by sleeping.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/file.h"
#include "common/spec/results.h"
#include "coordinator/store/reader.h"
#include "study_service.grpc.pb.h"

namespace gridfold {

// A program that runs until it is killed; killed at the latest by the destructor.
class Process {
 public:
  explicit Process(const std::vector<std::string>& command);
  ~Process();
  Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  void Kill(int signal) const;
  // Waits for the end; the exit code, or -signal.
  int Wait();

 private:
  pid_t pid_ = -1;
};

// A folder with a database and a socket, and a client of the coordinator that listens there.
class Cluster {
 public:
  Cluster();

  std::string address() const { return "unix:" + (folder_.path() / "s").string(); }
  std::string database() const { return (folder_.path() / "g.db").string(); }
  std::string cache(int worker) const {
    return (folder_.path() / ("cache" + std::to_string(worker))).string();
  }

  Process StartCoordinator(const std::string& lease = "1s") const;
  // `more`: further options of the worker.
  Process StartWorker(int number, int slots, const std::vector<std::string>& more = {}) const;

  // Creates the study; waits for the coordinator to answer.
  StatusOr<std::string> Create(const std::string& yaml);
  Status Cancel(const std::string& study);
  // Follows the study until `done` is true of it or it is final; survives a coordinator that is
  // away. The last summary.
  StudySummary WatchUntil(const std::string& study,
                          const std::function<bool(const StudySummary&)>& done);
  StudySummary WatchToTheEnd(const std::string& study);

  // Every result of the study: trial, fold, scores, predictions; equal texts, equal results.
  std::string Results(const std::string& study) const;

 private:
  TemporaryFolder folder_;
};

// A search over SVMs and one over networks, some seconds of work in all.
extern const char kSvmSpec[];
extern const char kNetworkSpec[];

}  // namespace gridfold
