#include "tests/coordinator/search/random_space.h"

#include <algorithm>

namespace gridfold {
namespace {

// 0, 0.25, 1, 2.25, ...
std::vector<Value> Squares(int64_t size) {
  std::vector<Value> values(static_cast<size_t>(size));
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * i) / 4;
  return values;
}

std::vector<Value> Letters(int64_t size) {
  std::vector<Value> values(static_cast<size_t>(size));
  for (size_t i = 0; i < values.size(); ++i) values[i] = std::string(1, static_cast<char>('a' + i));
  return values;
}

Parameter RandomParameter(const std::string& name, Random& random) {
  const auto size = static_cast<int64_t>(1 + random.Below(5));
  switch (random.Below(6)) {
    case 0:
      return Listed(name, ParameterType::kBool, {false, true});
    case 1:
      return Listed(name, ParameterType::kCategorical, Letters(size));
    case 2:
      return Listed(name, ParameterType::kDiscrete, Squares(size));
    case 3:
      return WholeRange(name, -2, static_cast<double>(size - 3));
    case 4: {
      Parameter constant = Listed(name, ParameterType::kCategorical, {std::string("fixed")});
      constant.constant = true;
      return constant;
    }
    default:
      return Range(name, 0, 1, size);
  }
}

void AddCondition(const SubSpace& space, Parameter& parameter, Random& random) {
  const Parameter& parent = space.parameters[random.Below(space.parameters.size())];
  std::vector<Value> values;
  for (int64_t i = 0; i < parent.GridSize(); ++i) {
    if (random.Below(2) == 0) values.push_back(parent.GridValue(i));
  }
  parameter = When(std::move(parameter), parent.name, values);
}

void Walk(const SubSpace& space, size_t next, Point& point, std::vector<Point>& points) {
  if (next == space.parameters.size()) {
    points.push_back(point);
    return;
  }
  const Parameter& parameter = space.parameters[next];
  if (!SubSpace::IsActive(parameter, point)) {
    Walk(space, next + 1, point, points);
    return;
  }
  for (int64_t i = 0; i < parameter.GridSize(); ++i) {
    point[parameter.name] = parameter.GridValue(i);
    Walk(space, next + 1, point, points);
  }
  point.erase(parameter.name);
}

}  // namespace

SubSpace RandomSpace(Random& random) {
  SubSpace space;
  const uint64_t count = random.Below(7);
  for (uint64_t i = 0; i < count; ++i) {
    Parameter parameter = RandomParameter(fmt::format("p{}", i), random);
    for (int tries = 0; tries < 2; ++tries) {
      if (i > 0 && random.Below(3) == 0) AddCondition(space, parameter, random);
    }
    space.parameters.push_back(std::move(parameter));
  }
  return space;
}

SubSpace Altered(SubSpace space, Random& random) {
  for (Parameter& parameter : space.parameters) {
    if (random.Below(4) == 0) parameter.when.clear();
    if (random.Below(4) == 0 && parameter.values.size() > 1) parameter.values.pop_back();
  }
  return space;
}

std::vector<std::string> RandomPathParameters(const SubSpace& space, Random& random) {
  std::vector<std::string> names;
  for (const Parameter& parameter : space.parameters) {
    if (random.Below(3) == 0) names.push_back(parameter.name);
  }
  return names;
}

std::vector<Point> AllPoints(const SubSpace& space) {
  std::vector<Point> points;
  Point point;
  Walk(space, 0, point, points);
  return points;
}

bool IsDeciding(const SubSpace& space, const std::string& name) {
  for (const Parameter& parameter : space.parameters) {
    for (const Condition& condition : parameter.when) {
      if (condition.parent == name) return true;
    }
  }
  return false;
}

Parameter Listed(const std::string& name, ParameterType type, std::vector<Value> values) {
  Parameter parameter;
  parameter.name = name;
  parameter.type = type;
  parameter.values = std::move(values);
  return parameter;
}

Parameter Range(const std::string& name, double min, double max, int64_t count) {
  Parameter parameter;
  parameter.name = name;
  parameter.type = ParameterType::kDouble;
  parameter.min = min;
  parameter.max = max;
  parameter.count = count;
  return parameter;
}

Parameter WholeRange(const std::string& name, double min, double max) {
  Parameter parameter;
  parameter.name = name;
  parameter.type = ParameterType::kInt;
  parameter.min = min;
  parameter.max = max;
  parameter.step = 1;
  return parameter;
}

Parameter When(Parameter parameter, const std::string& parent, std::vector<Value> values) {
  parameter.when.push_back({parent, std::move(values)});
  return parameter;
}

}  // namespace gridfold
