// The slots of a worker as a crew: one that has no job of its own helps with the parts of
// another's.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <thread>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/part_runner.h"

namespace gridfold {

// Thread-safe. Of the slots, those with a job and those that help are never more than `slots`, but
// for the moment that a helper needs to finish its part. Who does which part is left to chance.
class Crew : public PartRunner {
 public:
  // Starts slots - 1 helping threads, which sleep until there is something to help with.
  explicit Crew(int slots);
  ~Crew() override;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // A slot is at work on a job of its own while this lives. `crew` may be null.
  class Shift {
   public:
    explicit Shift(Crew* crew);
    ~Shift();
    Shift(const Shift&) = delete;
    Shift& operator=(const Shift&) = delete;

   private:
    Crew* const crew_;
  };

  // On this thread and those of idle slots.
  Status ForEach(int64_t count, const std::function<Status(int64_t)>& part) override;

 private:
  struct Work;
  void Help();
  // Waits for work with parts and a place to help with it; nullptr when the crew is leaving.
  std::shared_ptr<Work> Join();
  // Does parts until there are none left, or (helpers) a slot wants its place back.
  void DoParts(Work& work, bool helping);
  std::shared_ptr<Work> WorkWithParts() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int slots_;
  Mutex mutex_;
  ConditionVariable changed_;
  std::list<std::shared_ptr<Work>> works_ ABSL_GUARDED_BY(mutex_);
  bool leaving_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<int> at_work_ = 0;  // slots with a job and helpers; changed under the mutex only
  std::vector<std::thread> helpers_;
};

}  // namespace gridfold
