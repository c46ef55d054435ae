#include "worker/cache/memory_shares.h"

#include <unistd.h>

#include <algorithm>

namespace gridfold {

MemoryShares ShareMemory(int64_t memory_bytes, int slots) {
  return {memory_bytes / 2, memory_bytes / 2 / std::max(1, slots)};
}

int64_t DefaultMemoryBytes() {
  return static_cast<int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGE_SIZE) / 2;
}

}  // namespace gridfold
