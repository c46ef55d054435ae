// The lock that makes a database one coordinator's own. The kernel drops it when the process ends,
// however it ends.
#pragma once

#include <memory>
#include <string>

#include "common/base/status.h"

namespace gridfold {

class LockFile {
 public:
  // Locks `<database>.lock` (flock) and writes "process P on HOST since TIME" into it.
  // FailedPrecondition names the holder when another process, or another LockFile of this one,
  // has it; Internal with the system's message when the file cannot be made.
  static StatusOr<std::unique_ptr<LockFile>> Acquire(const std::string& database);
  // Removes the file and lets go.
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  LockFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

}  // namespace gridfold
