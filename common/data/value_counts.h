// How often which values occur in a data set: histograms with bins of equal width. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "common/data/data_set.h"

namespace gridfold {

struct ValueCounts {
  double low = 0, high = 0;     // low < high; the greatest value belongs to the last bin
  std::vector<int64_t> counts;  // of bins from low to high
};

// Of all values of all rows, in `bins` >= 1 bins from the least to the greatest; values that are
// all equal lie in the middle of a range around them.
ValueCounts CountValues(const DataSet& data, size_t bins);

// The same of the rows' mean values: dark pictures and light ones.
ValueCounts CountRowMeans(const DataSet& data, size_t bins);

}  // namespace gridfold
