#include "common/base/thread_parts.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace gridfold {

Status ThreadParts::ForEach(int64_t count, const std::function<Status(int64_t)>& part) {
  std::atomic<int64_t> next = 0;
  std::atomic<bool> failed = false;
  std::vector<Status> results(static_cast<size_t>(count));
  const auto work = [&] {
    while (!failed) {
      const int64_t k = next.fetch_add(1);
      if (k >= count) return;
      results[static_cast<size_t>(k)] = part(k);
      if (!results[static_cast<size_t>(k)].ok()) failed = true;
    }
  };
  const auto cores = static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (int64_t k = 1; k < std::min(count, cores); ++k) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  // Parts are begun in their order, so all before the first one that failed were done.
  for (Status& result : results) {
    if (!result.ok()) return std::move(result);
  }
  return absl::OkStatus();
}

}  // namespace gridfold
