// The product of some axes, in an order that is coarse to fine: place in a level <-> digits. Knows
// numbers only; Grid knows what they mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gridfold {

// __extension__: the 128-bit integers of gcc and clang, without a warning.
__extension__ typedef unsigned __int128 GridIndex;

// Larger grids are refused, so that no product or sum overflows.
inline constexpr GridIndex kGridSizeMax = GridIndex{1} << 126;
// The product, or the sum, or kGridSizeMax + 1 when it would exceed kGridSizeMax.
GridIndex SaturatingProduct(GridIndex a, GridIndex b);
GridIndex SaturatingSum(GridIndex a, GridIndex b);

struct GridAxis {
  enum class Kind {
    kRefined,  // level by level, in bisection order
    kWhole,    // all values in every level, in increasing order
    kPath,     // as kWhole, and innermost
  };
  size_t parameter = 0;  // its place in the subspace
  int64_t size = 1;      // how many values it has
  Kind kind = Kind::kWhole;
};

// A level (or shell) l holds the points whose refined digits all lie among the first levels 0..l of
// their axis, and not all in 0..l-1. It is a union of disjoint boxes, one for each refined axis:
// the axis is the first whose digit is new in level l. Immutable, thread-safe.
class PlainGrid {
 public:
  // The axes in the order of their significance; path axes are moved to the end.
  explicit PlainGrid(std::vector<GridAxis> axes);

  const std::vector<GridAxis>& axes() const { return axes_; }
  // The number of points; kGridSizeMax + 1 when there are more than kGridSizeMax. The methods below
  // are for grids that are not larger than that.
  GridIndex size() const { return size_; }
  // The number of points that are equal but for path digits. They follow each other.
  GridIndex group_size() const { return group_size_; }
  // At least 1.
  int levels() const { return levels_; }
  // How many points level `level` has.
  GridIndex LevelSize(int level) const;
  // The digits, in the order of axes(), of the point at place `offset` < LevelSize(level).
  std::vector<int64_t> Digits(int level, GridIndex offset) const;

 private:
  // Along one axis: `count` places of its order from `first` on.
  struct Range {
    int64_t first = 0, count = 0;
  };
  // The box of level `level` whose first new axis is `first_new`. In level 0, which is one box,
  // that is axes_.size().
  std::vector<Range> Box(int level, size_t first_new) const;
  static GridIndex BoxSize(const std::vector<Range>& box);
  // The points of levels 0..level, without the path axes.
  GridIndex OuterSize(int level) const;
  // The box of the level that has place `offset`, which becomes the place in the box.
  std::vector<Range> FindBox(int level, GridIndex& offset) const;

  std::vector<GridAxis> axes_;
  size_t outer_axes_ = 0;  // axes before the path axes
  GridIndex size_ = 1, group_size_ = 1;
  int levels_ = 1;
};

}  // namespace gridfold
