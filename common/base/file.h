// The file system, wrapped: whole-file reads with a limit, writes that are never seen half done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace gridfold {

// The file's bytes. NotFound when it does not exist, ResourceExhausted when longer than
// `bytes_max`, Internal with the system's message otherwise.
StatusOr<std::string> ReadFile(const std::filesystem::path& path, int64_t bytes_max);

// Writes to a temporary name beside `path`, fsyncs file and folder, renames: afterwards `path`
// holds all of `bytes` or is as it was. ResourceExhausted when the disk is full.
Status WriteFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// Creates the folder and its parents; OK when it exists.
Status CreateFolders(const std::filesystem::path& path);

// A folder of its own below the system's temporary folder, removed with its contents on
// destruction. Used by `gridfold run` for its socket, and by tests.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace gridfold
