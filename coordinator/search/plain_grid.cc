#include "coordinator/search/plain_grid.h"

#include <algorithm>

#include "common/base/check.h"
#include "coordinator/search/bisection.h"

namespace gridfold {

GridIndex SaturatingProduct(GridIndex a, GridIndex b) {
  if (a == 0 || b == 0) return 0;
  return a > kGridSizeMax / b ? kGridSizeMax + 1 : a * b;
}

GridIndex SaturatingSum(GridIndex a, GridIndex b) { return std::min(a + b, kGridSizeMax + 1); }

PlainGrid::PlainGrid(std::vector<GridAxis> axes) : axes_(std::move(axes)) {
  const auto path = std::stable_partition(axes_.begin(), axes_.end(), [](const GridAxis& axis) {
    return axis.kind != GridAxis::Kind::kPath;
  });
  outer_axes_ = static_cast<size_t>(path - axes_.begin());
  for (const GridAxis& axis : axes_) {
    const auto size = static_cast<GridIndex>(axis.size);
    size_ = SaturatingProduct(size_, size);
    if (axis.kind == GridAxis::Kind::kPath) group_size_ = SaturatingProduct(group_size_, size);
    if (axis.kind == GridAxis::Kind::kRefined) {
      levels_ = std::max(levels_, BisectionLevels(axis.size));
    }
  }
}

GridIndex PlainGrid::OuterSize(int level) const {
  if (level < 0) return 0;
  GridIndex size = 1;
  for (size_t i = 0; i < outer_axes_; ++i) {
    const GridAxis& axis = axes_[i];
    size *= static_cast<GridIndex>(
        axis.kind == GridAxis::Kind::kRefined ? BisectionCount(axis.size, level) : axis.size);
  }
  return size;
}

GridIndex PlainGrid::LevelSize(int level) const {
  GF_CHECK(size_ <= kGridSizeMax && level >= 0 && level < levels_);
  return (OuterSize(level) - OuterSize(level - 1)) * group_size_;
}

std::vector<PlainGrid::Range> PlainGrid::Box(int level, size_t first_new) const {
  std::vector<Range> box(outer_axes_);
  for (size_t i = 0; i < outer_axes_; ++i) {
    const GridAxis& axis = axes_[i];
    if (axis.kind == GridAxis::Kind::kWhole) {
      box[i] = {0, axis.size};
      continue;
    }
    const int64_t old = BisectionCount(axis.size, level - 1);
    const int64_t all = BisectionCount(axis.size, level);
    const bool whole = level == 0 || i > first_new;
    box[i] = whole ? Range{0, all} : i == first_new ? Range{old, all - old} : Range{0, old};
  }
  return box;
}

GridIndex PlainGrid::BoxSize(const std::vector<Range>& box) {
  GridIndex size = 1;
  for (const Range& range : box) size *= static_cast<GridIndex>(range.count);
  return size;
}

std::vector<PlainGrid::Range> PlainGrid::FindBox(int level, GridIndex& offset) const {
  if (level == 0) return Box(0, outer_axes_);
  for (size_t i = 0; i < outer_axes_; ++i) {
    if (axes_[i].kind != GridAxis::Kind::kRefined) continue;
    std::vector<Range> box = Box(level, i);
    const GridIndex size = BoxSize(box);
    if (offset < size) return box;
    offset -= size;
  }
  GF_CHECK(false);  // the boxes of a level are all of it
  return {};
}

std::vector<int64_t> PlainGrid::Digits(int level, GridIndex offset) const {
  GF_CHECK(offset < LevelSize(level));
  std::vector<int64_t> digits(axes_.size());
  const auto take = [&offset](int64_t count) {
    const auto digit = static_cast<int64_t>(offset % static_cast<GridIndex>(count));
    offset /= static_cast<GridIndex>(count);
    return digit;
  };
  for (size_t i = axes_.size(); i > outer_axes_; --i) digits[i - 1] = take(axes_[i - 1].size);
  const std::vector<Range> box = FindBox(level, offset);
  for (size_t i = outer_axes_; i > 0; --i) {
    const GridAxis& axis = axes_[i - 1];
    const int64_t place = box[i - 1].first + take(box[i - 1].count);
    digits[i - 1] =
        axis.kind == GridAxis::Kind::kRefined ? BisectionDigit(axis.size, place) : place;
  }
  return digits;
}

}  // namespace gridfold
