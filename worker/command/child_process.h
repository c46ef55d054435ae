// A program in a process group of its own: listened to, and ended with all its children.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

struct ChildRequest {
  std::filesystem::path program;         // absolute
  std::vector<std::string> words;        // its arguments, itself the first
  std::filesystem::path folder;          // where it runs
  std::vector<std::string> environment;  // NAME=value
  std::filesystem::path input;           // a file that it reads
  std::optional<int64_t> memory_bytes;   // of the group's processes together
  const std::atomic<bool>* stop = nullptr;
  // Hears of each line of its output, without the line's end, on the calling thread. An error ends
  // the program.
  std::function<Status(std::string_view line)> on_line;
};

struct ChildEnd {
  // How it ended: OK when it exited with 0; Cancelled when `stop` turned true; ResourceExhausted
  // when it took more memory; the error of `on_line`; else FailedPrecondition with its exit code or
  // signal.
  Status status;
  std::string last_words;  // the end of what it wrote as errors, safe to show
};

// Runs the program until its first process ends; what the group still runs is killed then. No shell
// reads the words. Should this process die, the program is killed as well. A process that leaves
// the group escapes. InvalidArgument when it cannot be started.
StatusOr<ChildEnd> RunChild(const ChildRequest& request);

}  // namespace gridfold
