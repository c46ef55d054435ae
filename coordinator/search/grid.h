// Mixed-radix arithmetic over a conditional grid: point number <-> point, in an order that is
// coarse to fine, without ever listing the points. A grid of 10^9 points costs what one of 10
// costs.
//
// A subspace whose parameters depend on each other (`when`) is a list of plain grids, one for each
// combination of the values of those parameters that others depend on. Within a plain grid, level l
// holds the points whose digits all lie among the first 2^(l+1)-1 of the bisection order of their
// parameter (middle, quarters, eighths, ...; as LIBSVM's grid.py), and not all among those of level
// l-1. Categories are all in level 0. Path parameters are innermost: all their values follow each
// other, so that a group is contiguous. Level 0 of all plain grids comes first, then level 1, ...
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/space.h"
#include "coordinator/search/plain_grid.h"

namespace gridfold {

// Immutable, thread-safe.
class Grid {
 public:
  // `path_parameters`: names that go innermost (but for those that others depend on).
  // InvalidArgument when a range has neither step nor count, the parameters that others depend on
  // have more than 100,000 combinations, or the grid has more than 2^126 points.
  static StatusOr<Grid> Make(const SubSpace& space,
                             const std::vector<std::string>& path_parameters);

  // The number of points, at least 1.
  unsigned __int128 size() const { return size_; }
  // The point at place `index` < size() of the order above: all active parameters, constants too.
  Point At(unsigned __int128 index) const;
  // Whether the grid has this point (the same names, active, with values of the grid).
  bool Contains(const Point& point) const;
  // The first index of the group (points equal but for path parameters) that contains `index`, and
  // the number of its points (INT64_MAX when there are more).
  unsigned __int128 GroupStart(unsigned __int128 index) const;
  int64_t GroupSize(unsigned __int128 index) const;

 private:
  // The combinations of deciding values that leave the same parameters active, so that their plain
  // grids are alike.
  struct Shape {
    PlainGrid grid;
    std::vector<size_t> combinations;
  };
  // One level of all plain grids of one shape: the indexes from the end of the shell before it.
  struct Shell {
    size_t shape = 0;
    int level = 0;
    GridIndex end = 0;
  };
  // Where an index lies.
  struct Place {
    const Shape* shape = nullptr;
    int level = 0;
    size_t combination = 0;
    GridIndex offset = 0;  // in the level of that plain grid
  };

  explicit Grid(const SubSpace& space) : space_(space) {}
  void FindDecidingParameters();
  // All combinations of deciding values that extend those before place `depth`; `point` and
  // `digits` hold what is chosen so far.
  Status EnumerateCombinations(size_t depth, Point& point, std::vector<int32_t>& digits);
  void MakeShapes(const std::vector<std::string>& path_parameters);
  Status MakeShells();
  // The deciding parameters' values in a combination.
  Point Decided(size_t combination) const;
  Place Find(GridIndex index) const;

  SubSpace space_;
  std::vector<size_t> deciding_;       // places of the parameters that others depend on
  std::vector<int32_t> combinations_;  // [combination x deciding]: digit, or -1 when inactive
  size_t combination_count_ = 0;
  std::vector<Shape> shapes_;
  std::vector<Shell> shells_;  // by level, then shape
  GridIndex size_ = 0;
};

}  // namespace gridfold
