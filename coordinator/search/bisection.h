// The order in which an axis of a grid is refined: the middle, then the quarters, then the eighths,
// ... (breadth first through the balanced binary tree of its values; the order of grid.py in
// LIBSVM, Chang and Lin 2011). Pure arithmetic: an axis of 10^9 values costs 30 steps and no
// memory.
#pragma once

#include <cstdint>

namespace gridfold {

// How many levels an axis of `size` >= 1 values has: level l adds up to 2^l values.
int BisectionLevels(int64_t size);

// How many of its values lie in levels 0..level; 0 for level -1.
int64_t BisectionCount(int64_t size, int level);

// The value's number, counted in increasing order, that comes at place `index` < size.
int64_t BisectionDigit(int64_t size, int64_t index);

}  // namespace gridfold
