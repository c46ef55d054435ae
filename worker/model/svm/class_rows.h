// The training rows of a fit in the order of their classes, so that the rows of a class are
// contiguous.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

struct ClassRows {
  std::vector<int32_t> classes;  // those present, ascending
  std::vector<int64_t> start;    // first position of each class, then the number of rows
  std::vector<int64_t> source;   // position -> row as given; stable within a class

  int64_t Rows() const { return static_cast<int64_t>(source.size()); }
  int64_t Classes() const { return static_cast<int64_t>(classes.size()); }
  int64_t Count(int64_t c) const {
    return start[static_cast<size_t>(c) + 1] - start[static_cast<size_t>(c)];
  }
  int64_t Pairs() const { return Classes() * (Classes() - 1) / 2; }
};

// InvalidArgument when fewer than two classes are present.
StatusOr<ClassRows> SortByClass(std::span<const int32_t> y);

// Pairs (a, b), a < b, of `classes` classes in the order (0,1), (0,2), ..., (1,2), ...
inline int64_t PairIndex(int64_t a, int64_t b, int64_t classes) {
  return a * classes - a * (a + 1) / 2 + (b - a - 1);
}

// The coefficients of a row of class `own` against each other class: `other`'s place among them.
inline int64_t OpponentSlot(int64_t own, int64_t other) { return other < own ? other : other - 1; }

}  // namespace gridfold
