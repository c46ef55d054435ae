#include "worker/crew/crew.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

namespace gridfold {
namespace {

TEST(CrewTest, EveryPartIsDoneOnce) {
  Crew crew(4);
  const Crew::Shift shift(&crew);
  for (const int64_t count : {0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> done(static_cast<size_t>(count));
    EXPECT_TRUE(crew.ForEach(count,
                             [&](int64_t part) {
                               ++done[static_cast<size_t>(part)];
                               return absl::OkStatus();
                             })
                    .ok());
    for (const auto& times : done) EXPECT_EQ(times.load(), 1);
  }
}

TEST(CrewTest, IdleSlotsHelpAndBusyOnesDoNot) {
  for (const int others_at_work : {0, 2}) {
    Crew crew(3);
    const Crew::Shift shift(&crew);
    std::vector<std::unique_ptr<Crew::Shift>> others;
    for (int k = 0; k < others_at_work; ++k) {
      others.push_back(std::make_unique<Crew::Shift>(&crew));
    }
    Mutex mutex;
    ConditionVariable changed;
    std::set<std::thread::id> threads;
    const bool alone = others_at_work == 2;
    // Each part waits until all three threads have come; alone, not for long.
    EXPECT_TRUE(crew.ForEach(3,
                             [&](int64_t) {
                               MutexLock lock(mutex);
                               threads.insert(std::this_thread::get_id());
                               changed.NotifyAll();
                               changed.WaitFor(lock, alone ? 50 : 10'000,
                                               [&] { return threads.size() == 3; });
                               return absl::OkStatus();
                             })
                    .ok());
    EXPECT_EQ(threads.size(), alone ? 1u : 3u);
  }
}

TEST(CrewTest, ASlotThatEndsItsJobComesToHelp) {
  Crew crew(2);
  const Crew::Shift shift(&crew);
  auto other = std::make_unique<Crew::Shift>(&crew);
  Mutex mutex;
  ConditionVariable changed;
  bool helped = false;
  EXPECT_TRUE(crew.ForEach(2, [&](int64_t part) {
                    MutexLock lock(mutex);
                    if (part == 1) {
                      helped = true;
                      changed.NotifyAll();
                      return absl::OkStatus();
                    }
                    // With the other slot busy nobody else does part 1.
                    other.reset();
                    EXPECT_TRUE(changed.WaitFor(lock, 10'000, [&] { return helped; }));
                    return absl::OkStatus();
                  }).ok());
}

TEST(CrewTest, TheFirstFailedPartsErrorIsReturnedAndTheRestIsLeftOut) {
  Crew crew(4);
  const Crew::Shift shift(&crew);
  std::atomic<int64_t> begun = 0;
  const Status status = crew.ForEach(100'000, [&](int64_t part) -> Status {
    ++begun;
    if (part >= 5) return Internal("part {}", part);
    return absl::OkStatus();
  });
  EXPECT_EQ(Message(status), "part 5");
  EXPECT_LT(begun.load(), 100'000);
}

TEST(CrewTest, PartsMayHavePartsThemselvesAndSeveralCallersShareTheHelpers) {
  Crew crew(3);
  std::atomic<int64_t> sum = 0;
  const auto job = [&] {
    const Crew::Shift shift(&crew);
    EXPECT_TRUE(crew.ForEach(20,
                             [&](int64_t outer) {
                               return crew.ForEach(10, [&](int64_t inner) {
                                 sum += 10 * outer + inner;
                                 return absl::OkStatus();
                               });
                             })
                    .ok());
  };
  std::thread first(job), second(job);
  first.join();
  second.join();
  EXPECT_EQ(sum.load(), 2 * 199 * 200 / 2);
}

TEST(CrewTest, WithoutACrewThePartsAreDoneInOrder) {
  std::vector<int64_t> parts;
  EXPECT_TRUE(ForEachPart(nullptr, 3, [&](int64_t part) {
                parts.push_back(part);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(parts, (std::vector<int64_t>{0, 1, 2}));
}

}  // namespace
}  // namespace gridfold
