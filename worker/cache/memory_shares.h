// How a worker divides the memory that it was given.
#pragma once

#include <cstdint>

namespace gridfold {

struct MemoryShares {
  int64_t shared_bytes = int64_t{1} << 40;  // for what jobs share: the cache
  int64_t slot_bytes = int64_t{1} << 40;    // for each slot's own work, beside the cache
};

// Half of the memory for what jobs share, the rest evenly among the slots.
MemoryShares ShareMemory(int64_t memory_bytes, int slots);

// What a worker takes when it is not told: half of the machine's memory.
int64_t DefaultMemoryBytes();

}  // namespace gridfold
