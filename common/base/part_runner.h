// A seam for work that falls into independent parts: pure code names the parts, whoever calls it
// says which threads do them.
#pragma once

#include <cstdint>
#include <functional>

#include "common/base/status.h"

namespace gridfold {

class PartRunner {
 public:
  virtual ~PartRunner() = default;
  // Calls part(0), ..., part(count - 1), each once, perhaps at the same time, and returns when all
  // have returned; of the parts that failed, the first one's error. After an error parts that nobody
  // has begun are left out. Parts must not depend on each other or on who does them.
  virtual Status ForEach(int64_t count, const std::function<Status(int64_t)>& part) = 0;
};

// runner->ForEach, or the same in order on this thread when `runner` is null.
inline Status ForEachPart(PartRunner* runner, int64_t count,
                          const std::function<Status(int64_t)>& part) {
  if (runner != nullptr) return runner->ForEach(count, part);
  for (int64_t k = 0; k < count; ++k) {
    Status status = part(k);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace gridfold
