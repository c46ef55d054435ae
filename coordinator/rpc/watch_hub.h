// Who watches which study: hands each change on to the streams of WatchStudy. Slow watchers skip
// snapshots; they never hold up anybody.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/base/mutex.h"
#include "common/spec/results.h"
#include "study.pb.h"

namespace gridfold {

class WatchHub {
 public:
  // The reactor of one WatchStudy call; it deletes itself when the call is over. It sends what is
  // published of the study; the stream ends OK after a snapshot in a final state.
  grpc::ServerWriteReactor<v1::Study>* Watch(const std::string& study);
  // To all watchers of these studies. Thread-safe, quick.
  void Publish(const std::vector<StudySummary>& studies);
  // Ends the streams of a study, e.g. with NOT_FOUND. Thread-safe.
  void End(const std::string& study, const grpc::Status& status);
  // Ends all streams with UNAVAILABLE; later ones end at once.
  void Close();

 private:
  class Watcher;
  void Remove(Watcher* watcher);

  Mutex mutex_;
  std::map<std::string, std::set<Watcher*>> watchers_ ABSL_GUARDED_BY(mutex_);  // by study
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace gridfold
