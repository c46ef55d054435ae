// Independent parts of one piece of work, in as many threads as the machine has cores.
#pragma once

#include "common/base/part_runner.h"

namespace gridfold {

// For work that happens now and then: threads are started for each call and end with it. Stateless
// and thread-safe.
class ThreadParts : public PartRunner {
 public:
  // On this thread and others, no more than there are parts or cores.
  Status ForEach(int64_t count, const std::function<Status(int64_t)>& part) override;
};

}  // namespace gridfold
