#include "coordinator/search/grid.h"

#include <algorithm>
#include <limits>
#include <map>

#include "common/base/check.h"

namespace gridfold {
namespace {

constexpr size_t kCombinationsMax = 100'000;

bool IsListed(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Only numbers have a middle; names and switches are all as far from each other.
bool IsOrdered(const Parameter& parameter) {
  return parameter.type != ParameterType::kCategorical && parameter.type != ParameterType::kBool;
}

Status CheckIsGrid(const SubSpace& space) {
  for (const Parameter& parameter : space.parameters) {
    if (!parameter.values.empty() || parameter.step || parameter.count) continue;
    return InvalidArgument(
        "parameters.{}: a grid over a range needs `step` or `count`, found neither",
        parameter.name);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<Grid> Grid::Make(const SubSpace& space, const std::vector<std::string>& path_parameters) {
  GF_RETURN_IF_ERROR(CheckIsGrid(space));
  Grid grid(space);
  grid.FindDecidingParameters();
  Point point;
  std::vector<int32_t> digits;
  GF_RETURN_IF_ERROR(grid.EnumerateCombinations(0, point, digits));
  grid.MakeShapes(path_parameters);
  GF_RETURN_IF_ERROR(grid.MakeShells());
  return grid;
}

void Grid::FindDecidingParameters() {
  for (size_t i = 0; i < space_.parameters.size(); ++i) {
    const auto names_it = [&](const Condition& condition) {
      return condition.parent == space_.parameters[i].name;
    };
    const auto depends = [&](const Parameter& parameter) {
      return std::any_of(parameter.when.begin(), parameter.when.end(), names_it);
    };
    if (std::any_of(space_.parameters.begin(), space_.parameters.end(), depends)) {
      deciding_.push_back(i);
    }
  }
}

Status Grid::EnumerateCombinations(size_t depth, Point& point, std::vector<int32_t>& digits) {
  if (depth == deciding_.size()) {
    if (combination_count_ == kCombinationsMax) {
      return InvalidArgument(
          "parameters: expected at most {} combinations of the values that other parameters depend "
          "on (`when`), found more",
          kCombinationsMax);
    }
    ++combination_count_;
    combinations_.insert(combinations_.end(), digits.begin(), digits.end());
    return absl::OkStatus();
  }
  const Parameter& parameter = space_.parameters[deciding_[depth]];
  const bool active = SubSpace::IsActive(parameter, point);
  const int64_t size = active ? parameter.GridSize() : 1;
  for (int64_t digit = 0; digit < size; ++digit) {
    digits.push_back(active ? static_cast<int32_t>(digit) : -1);
    if (active) point[parameter.name] = parameter.GridValue(digit);
    GF_RETURN_IF_ERROR(EnumerateCombinations(depth + 1, point, digits));
    point.erase(parameter.name);
    digits.pop_back();
  }
  return absl::OkStatus();
}

Point Grid::Decided(size_t combination) const {
  Point point;
  for (size_t i = 0; i < deciding_.size(); ++i) {
    const Parameter& parameter = space_.parameters[deciding_[i]];
    const int32_t digit = combinations_[combination * deciding_.size() + i];
    if (digit >= 0) point[parameter.name] = parameter.GridValue(digit);
  }
  return point;
}

void Grid::MakeShapes(const std::vector<std::string>& path_parameters) {
  std::vector<GridAxis> all;  // of the parameters that decide nothing
  for (size_t i = 0; i < space_.parameters.size(); ++i) {
    if (std::binary_search(deciding_.begin(), deciding_.end(), i)) continue;
    const Parameter& parameter = space_.parameters[i];
    const auto kind = IsListed(path_parameters, parameter.name) ? GridAxis::Kind::kPath
                      : IsOrdered(parameter)                    ? GridAxis::Kind::kRefined
                                                                : GridAxis::Kind::kWhole;
    all.push_back({i, parameter.GridSize(), kind});
  }
  std::map<std::vector<bool>, size_t> shape_of;  // which axes are active -> place in shapes_
  for (size_t combination = 0; combination < combination_count_; ++combination) {
    const Point decided = Decided(combination);
    std::vector<bool> active;
    std::vector<GridAxis> axes;
    for (const GridAxis& axis : all) {
      active.push_back(SubSpace::IsActive(space_.parameters[axis.parameter], decided));
      if (active.back()) axes.push_back(axis);
    }
    const auto [found, is_new] = shape_of.emplace(std::move(active), shapes_.size());
    if (is_new) shapes_.push_back({PlainGrid(std::move(axes)), {}});
    shapes_[found->second].combinations.push_back(combination);
  }
}

Status Grid::MakeShells() {
  int levels = 0;
  GridIndex total = 0;
  for (const Shape& shape : shapes_) {
    levels = std::max(levels, shape.grid.levels());
    total = SaturatingSum(total, SaturatingProduct(shape.grid.size(), shape.combinations.size()));
  }
  if (total > kGridSizeMax) {
    return InvalidArgument("parameters: expected a grid of at most 2^126 points, found more");
  }
  for (int level = 0; level < levels; ++level) {
    for (size_t i = 0; i < shapes_.size(); ++i) {
      if (level >= shapes_[i].grid.levels()) continue;
      size_ += shapes_[i].grid.LevelSize(level) * shapes_[i].combinations.size();
      shells_.push_back({i, level, size_});
    }
  }
  GF_CHECK(size_ == total);
  return absl::OkStatus();
}

Grid::Place Grid::Find(GridIndex index) const {
  GF_CHECK(index < size_);
  const auto shell = std::upper_bound(
      shells_.begin(), shells_.end(), index,
      [](GridIndex wanted, const Shell& candidate) { return wanted < candidate.end; });
  const GridIndex start = shell == shells_.begin() ? 0 : std::prev(shell)->end;
  const Shape& shape = shapes_[shell->shape];
  const GridIndex level_size = shape.grid.LevelSize(shell->level);
  const auto number = static_cast<size_t>((index - start) / level_size);
  return {&shape, shell->level, shape.combinations[number], (index - start) % level_size};
}

Point Grid::At(unsigned __int128 index) const {
  const Place place = Find(index);
  Point point = Decided(place.combination);
  const PlainGrid& grid = place.shape->grid;
  const std::vector<int64_t> digits = grid.Digits(place.level, place.offset);
  for (size_t i = 0; i < digits.size(); ++i) {
    const Parameter& parameter = space_.parameters[grid.axes()[i].parameter];
    point[parameter.name] = parameter.GridValue(digits[i]);
  }
  return point;
}

bool Grid::Contains(const Point& point) const {
  size_t active = 0;
  for (const Parameter& parameter : space_.parameters) {
    if (!SubSpace::IsActive(parameter, point)) continue;
    const auto found = point.find(parameter.name);
    if (found == point.end() || !parameter.GridContains(found->second)) return false;
    ++active;
  }
  // A value of an inactive parameter makes the point larger than what was counted, also where that
  // value made another parameter look active.
  return active == point.size();
}

unsigned __int128 Grid::GroupStart(unsigned __int128 index) const {
  const Place place = Find(index);
  return index - place.offset % place.shape->grid.group_size();
}

int64_t Grid::GroupSize(unsigned __int128 index) const {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const GridIndex size = Find(index).shape->grid.group_size();
  return size > static_cast<GridIndex>(kMax) ? kMax : static_cast<int64_t>(size);
}

}  // namespace gridfold
