// A value that a parameter can take, and a point: the values of one trial.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// A list of whole numbers is one value: `filters: {values: [[8, 16], [32, 64]]}`.
using IntList = std::vector<int64_t>;
using Value = std::variant<bool, int64_t, double, std::string, IntList>;

// Parameter name -> value, sorted by name. Inactive parameters are absent.
using Point = std::map<std::string, Value>;

// "true", "12", "0.001", "adam", "[8, 16]". A double prints the shortest text that reads back to
// the same double and always shows that it is one ("1.0").
std::string ToText(const Value& value);
// JSON, with the same rule for doubles; non-finite doubles become the strings "nan", "inf", "-inf".
std::string ToJson(const Value& value);
// {"C":1.0,"kernel":"rbf"}: one canonical text for each point, so it can be hashed.
std::string ToJson(const Point& point);
// The inverse of ToJson(Point). InvalidArgument on anything else.
StatusOr<Point> PointFromJson(const std::string& json);

// A 64-bit name of the point: equal points have equal fingerprints on every machine.
uint64_t Fingerprint(const Point& point);

// The value as a number: int64_t or double. nullopt-like false otherwise.
bool ToNumber(const Value& value, double& number);

}  // namespace gridfold
