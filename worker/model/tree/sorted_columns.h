// The rows' features as lists sorted by value: what the splits of a tree are looked for in.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

struct ColumnEntry {
  float value = 0;
  int32_t row = 0;
};

// One feature. A value that many rows share (the background of a picture) is left out of the list:
// its rows are those that are not in it. Four in five pixels of a digit cost nothing so.
struct SortedColumn {
  float common = 0;                  // the value that is left out
  std::vector<ColumnEntry> entries;  // of all other rows, ascending by value, then by row
};

// One list for each column of x, 8 bytes an entry. `common` is the most frequent value of 64 rows
// that lie evenly among all, the lowest of equals. -0 counts as 0. InvalidArgument names the first
// value that is not finite; Cancelled when `stop` (may be null) turned true. x has fewer than 2^31
// rows. Uses only the calling thread.
StatusOr<std::vector<SortedColumn>> SortColumns(ConstMatrix x, const std::atomic<bool>* stop);

}  // namespace gridfold
