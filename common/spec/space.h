// The search space: what a spec's `parameters:` says, validated. Pure data; samplers walk it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

enum class ParameterType { kDouble, kInt, kDiscrete, kCategorical, kBool };
enum class Scale { kLinear, kLog, kReverseLog };

// The parameter is active only where `parent` is active and takes one of `values`.
struct Condition {
  std::string parent;
  std::vector<Value> values;
  bool operator==(const Condition&) const = default;
};

// One parameter of a space. Invariants, held by the spec reader:
// - kDouble, kInt: min <= max; log scales have min > 0; `step` > 0 or `count` >= 1 when given.
// - kDiscrete (numbers, sorted as written), kCategorical, kBool: `values` not empty, no duplicates.
// - a constant is a parameter with exactly one entry in `values` and `constant` set.
struct Parameter {
  std::string name;
  ParameterType type = ParameterType::kCategorical;
  bool constant = false;
  double min = 0, max = 0;
  Scale scale = Scale::kLinear;
  std::optional<double> step;
  std::optional<int64_t> count;
  std::vector<Value> values;
  std::vector<Condition> when;  // all must hold
  bool operator==(const Parameter&) const = default;

  // Whether the parameter has a finite list of values: `values`, or a range with step or count, or
  // an int range on a linear scale (whose step is then 1 for counting, though a grid demands it be
  // written).
  bool IsFinite() const;
  // How many values a grid visits; needs step, count or values. Ranges: min + i*step up to max, or
  // `count` points evenly spaced on the scale, ends included, `min` alone for a count of 1 (int
  // ranges: rounded, duplicates gone).
  int64_t GridSize() const;
  // The i-th of them, 0 <= i < GridSize(), in increasing order (as written for `values`).
  Value GridValue(int64_t index) const;
  // The value at quantile u in [0, 1) of the parameter's distribution: uniform on the scale,
  // snapped to the step or count; ints are equally likely.
  Value Quantile(double u) const;
  // Whether `value` is one that GridValue gives.
  bool GridContains(const Value& value) const;
};

// One product of parameters. Parents stand before the parameters that name them in `when`.
struct SubSpace {
  std::vector<Parameter> parameters;
  // Whether `parameter` is active given the values of parameters before it in `point`.
  static bool IsActive(const Parameter& parameter, const Point& point);
  const Parameter* Find(const std::string& name) const;
};

// A union of products: `parameters:` as a list has several members, as a map one.
struct SearchSpace {
  std::vector<SubSpace> members;
};

}  // namespace gridfold
