#include "coordinator/search/bisection.h"

#include <algorithm>
#include <bit>

#include "common/base/check.h"

namespace gridfold {
namespace {

int FloorLog2(uint64_t x) { return static_cast<int>(std::bit_width(x)) - 1; }

// Nodes at `depth` of a tree of `size` nodes. As every node halves what is left of it, all depths
// but the last are full.
int64_t NodesAtDepth(int64_t size, int depth) {
  return BisectionCount(size, depth) - BisectionCount(size, depth - 1);
}

}  // namespace

int BisectionLevels(int64_t size) {
  GF_CHECK(size >= 1);
  return FloorLog2(static_cast<uint64_t>(size)) + 1;
}

int64_t BisectionCount(int64_t size, int level) {
  if (level < 0) return 0;
  if (level >= 62) return size;
  return std::min(size, (int64_t{1} << (level + 1)) - 1);
}

int64_t BisectionDigit(int64_t size, int64_t index) {
  GF_CHECK(index >= 0 && index < size);
  const int depth = FloorLog2(static_cast<uint64_t>(index) + 1);
  int64_t place = index + 1 - (int64_t{1} << depth);  // among the nodes of that depth
  int64_t low = 0, high = size;                       // the values of the subtree
  for (int above = depth; above > 0; --above) {
    const int64_t middle = low + (high - low) / 2;
    const int64_t left = NodesAtDepth(middle - low, above - 1);
    if (place < left) {
      high = middle;
    } else {
      place -= left;
      low = middle + 1;
    }
  }
  return low + (high - low) / 2;
}

}  // namespace gridfold
