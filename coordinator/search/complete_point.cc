#include "coordinator/search/complete_point.h"

#include <algorithm>
#include <cmath>

namespace gridfold {
namespace {

// Whether both stand for the same to a search: 1 and 1.0 do.
bool IsSame(const Value& a, const Value& b) {
  double x = 0, y = 0;
  if (ToNumber(a, x) && ToNumber(b, y)) return x == y;
  return a == b;
}

StatusOr<Value> ValueInRange(const Parameter& parameter, const Value& given) {
  double number = 0;
  if (!ToNumber(given, number) || number < parameter.min || number > parameter.max) {
    return InvalidArgument("{}: expected a number from {} to {}, found {}", parameter.name,
                           parameter.min, parameter.max, ToText(given));
  }
  if (parameter.type != ParameterType::kInt) return Value(number);
  if (std::floor(number) != number) {
    return InvalidArgument("{}: expected a whole number, found {}", parameter.name, ToText(given));
  }
  return Value(static_cast<int64_t>(number));
}

StatusOr<Value> ValueOf(const Parameter& parameter, const Value& given) {
  if (parameter.values.empty()) return ValueInRange(parameter, given);
  const auto listed = std::find_if(parameter.values.begin(), parameter.values.end(),
                                   [&](const Value& value) { return IsSame(value, given); });
  if (listed != parameter.values.end()) return *listed;
  return InvalidArgument("{}: expected one of the {} values of the space, found {}", parameter.name,
                         parameter.values.size(), ToText(given));
}

StatusOr<Point> Complete(const SubSpace& member, const Point& given) {
  Point point;
  for (const Parameter& parameter : member.parameters) {
    const auto found = given.find(parameter.name);
    if (!SubSpace::IsActive(parameter, point)) continue;
    if (found != given.end()) {
      GF_ASSIGN_OR_RETURN(point[parameter.name], ValueOf(parameter, found->second));
    } else if (parameter.constant) {
      point[parameter.name] = parameter.values.front();
    } else {
      return InvalidArgument("{}: expected a value, found none", parameter.name);
    }
  }
  for (const auto& [name, value] : given) {
    if (point.contains(name)) continue;
    return InvalidArgument("{}: expected none, as it is no active parameter, found {}", name,
                           ToText(value));
  }
  return point;
}

}  // namespace

StatusOr<Point> CompletePoint(const SearchSpace& space, const Point& given) {
  Status first;
  for (const SubSpace& member : space.members) {
    StatusOr<Point> point = Complete(member, given);
    if (point.ok()) return point;
    if (first.ok()) first = point.status();
  }
  if (space.members.size() < 2) return first;
  return InvalidArgument("it fits none of the {} members of parameters, not the first as {}",
                         space.members.size(), Message(first));
}

}  // namespace gridfold
