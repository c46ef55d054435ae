#include "coordinator/rank/parameter_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A list longer than this is as good as a range.
constexpr int64_t kPointsMax = 1'000;

std::vector<const Parameter*> Definitions(const SearchSpace& space, const std::string& name) {
  std::vector<const Parameter*> found;
  for (const SubSpace& member : space.members) {
    if (const Parameter* parameter = member.Find(name)) found.push_back(parameter);
  }
  return found;
}

// All values, when they are a list that is not too long.
std::optional<std::vector<Value>> ListOf(const std::vector<const Parameter*>& definitions) {
  std::vector<Value> values;
  for (const Parameter* parameter : definitions) {
    if (!parameter->IsFinite() || parameter->GridSize() > kPointsMax) return std::nullopt;
    for (int64_t i = 0; i < parameter->GridSize(); ++i) values.push_back(parameter->GridValue(i));
  }
  return values;
}

bool AllNumbers(const std::vector<Value>& values) {
  return std::all_of(values.begin(), values.end(), [](const Value& value) {
    double number = 0;
    return ToNumber(value, number);
  });
}

template <typename T>
void SortUnique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

ParameterAxis ParameterAxis::Of(const SearchSpace& space, const std::string& name) {
  ParameterAxis axis;
  const std::vector<const Parameter*> definitions = Definitions(space, name);
  const auto values = ListOf(definitions);
  if (!values) {
    axis.kind_ = Kind::kRange;
    double low = kInfinity, high = -kInfinity;
    for (const Parameter* parameter : definitions) {
      if (!parameter->values.empty()) continue;
      axis.scale_ = parameter->scale;
      low = std::min(low, parameter->min);
      high = std::max(high, parameter->max);
    }
    axis.ends_ = low + high;
    axis.min_ = axis.CoordinateOf(Value(low));
    axis.max_ = axis.CoordinateOf(Value(high));
    return axis;
  }
  if (AllNumbers(*values)) {
    axis.kind_ = Kind::kPoints;
    for (const Value& value : *values) axis.points_.push_back(axis.CoordinateOf(value));
    SortUnique(axis.points_);
    return axis;
  }
  for (const Value& value : *values) axis.texts_.push_back(ToJson(value));
  SortUnique(axis.texts_);
  return axis;
}

double ParameterAxis::CoordinateOf(const Value& value) const {
  double number = 0;
  if (kind_ == Kind::kCategories) {
    const auto found = std::lower_bound(texts_.begin(), texts_.end(), ToJson(value));
    const bool known = found != texts_.end() && *found == ToJson(value);
    return static_cast<double>((known ? found : texts_.end()) - texts_.begin());
  }
  if (!ToNumber(value, number)) return 0;
  if (kind_ == Kind::kPoints || scale_ == Scale::kLinear) return number;
  // A reverse logarithmic scale is dense at its upper end.
  return scale_ == Scale::kLog ? std::log(number) : -std::log(ends_ - number);
}

AxisPart ParameterAxis::Whole() const {
  AxisPart part;
  part.low = -kInfinity;
  part.high = kInfinity;
  if (!ordered()) part.categories.assign(texts_.size(), true);
  return part;
}

double ParameterAxis::ShareOf(const AxisPart& part) const {
  switch (kind_) {
    case Kind::kRange: {
      if (max_ == min_) return 1;
      const double low = std::max(part.low, min_), high = std::min(part.high, max_);
      return std::max(0.0, high - low) / (max_ - min_);
    }
    case Kind::kPoints: {
      const auto inside = std::count_if(points_.begin(), points_.end(), [&](double point) {
        return point >= part.low && point < part.high;
      });
      return static_cast<double>(inside) / static_cast<double>(points_.size());
    }
    case Kind::kCategories:
      return static_cast<double>(std::count(part.categories.begin(), part.categories.end(), true)) /
             static_cast<double>(texts_.size());
  }
  return 0;
}

std::vector<ParameterAxis::Cell> ParameterAxis::CellsBetween(std::vector<double> cuts) const {
  std::vector<Cell> cells;
  if (kind_ == Kind::kRange) {
    std::erase_if(cuts, [this](double cut) { return cut <= min_ || cut >= max_; });
    cuts.push_back(min_);
    cuts.push_back(max_);
    SortUnique(cuts);
    for (size_t i = 0; i + 1 < cuts.size(); ++i) {
      const double share = (cuts[i + 1] - cuts[i]) / (max_ - min_);
      cells.push_back({cuts[i] + (cuts[i + 1] - cuts[i]) / 2, share});
    }
    if (cells.empty()) cells.push_back({min_, 1});
    return cells;
  }
  const size_t count = kind_ == Kind::kPoints ? points_.size() : texts_.size();
  for (size_t i = 0; i < count; ++i) {
    cells.push_back({kind_ == Kind::kPoints ? points_[i] : static_cast<double>(i),
                     1 / static_cast<double>(count)});
  }
  return cells;
}

bool ParameterAxis::Covers(const AxisPart& part, bool ordered, double coordinate) {
  if (ordered) return coordinate >= part.low && coordinate < part.high;
  const auto category = static_cast<size_t>(coordinate);
  return category < part.categories.size() && part.categories[category];
}

}  // namespace gridfold
