#include "common/spec/space.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/base/check.h"

namespace gridfold {
namespace {

// The double that 15 digits of `x` mean: 0.1 instead of 0.09999999999999999, so that grids hold the
// numbers a person would write. 15 digits survive every double that was read from such a text.
double Clean(double x) {
  const std::string digits = fmt::format("{:.15g}", x);
  double cleaned = x;
  std::from_chars(digits.data(), digits.data() + digits.size(), cleaned);
  return cleaned;
}

// The place `u` in [0, 1] of [min, max] on the scale. A reversed logarithm mirrors the range.
double OnScale(Scale scale, double min, double max, double u) {
  switch (scale) {
    case Scale::kLinear:
      return min + (max - min) * u;
    case Scale::kLog:
      return min * std::pow(max / min, u);
    case Scale::kReverseLog:
      return max + min - min * std::pow(max / min, 1 - u);
  }
  return min;
}

int64_t StepCount(const Parameter& parameter, double step) {
  // The tolerance, beyond the quotient's rounding error, keeps the last point of 0, 0.1, ..., 0.3
  // although 0.3 / 0.1 < 3.
  const double steps = (parameter.max - parameter.min) / step;
  return static_cast<int64_t>(std::floor(steps * (1 + 1e-14) + 1e-9)) + 1;
}

double StepValue(const Parameter& parameter, double step, int64_t index) {
  if (index == 0) return parameter.min;
  return std::min(Clean(parameter.min + static_cast<double>(index) * step), parameter.max);
}

// The whole numbers that `count` points between min and max round to, on a linear or logarithmic
// scale, without duplicates. The gaps between points grow, so up to the first gap of at least one
// every whole number is met, and from there on no two points round to the same.
class RoundedPoints {
 public:
  RoundedPoints(Scale scale, double min, double max, int64_t count)
      : scale_(scale), min_(min), max_(max), count_(count) {
    int64_t low = 0, high = count - 1;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (PointAt(middle + 1) - PointAt(middle) >= 1) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    first_wide_ = low;
    dense_ = Rounded(first_wide_) - static_cast<int64_t>(min) + 1;
  }

  int64_t size() const { return dense_ + count_ - 1 - first_wide_; }
  int64_t At(int64_t index) const {
    return index < dense_ ? static_cast<int64_t>(min_) + index
                          : Rounded(first_wide_ + index - dense_ + 1);
  }

 private:
  double PointAt(int64_t index) const {
    if (index == count_ - 1) return max_;
    return OnScale(scale_, min_, max_,
                   static_cast<double>(index) / static_cast<double>(count_ - 1));
  }
  int64_t Rounded(int64_t index) const {
    return static_cast<int64_t>(std::floor(Clean(PointAt(index)) + 0.5));
  }

  Scale scale_;
  double min_, max_;
  int64_t count_;
  int64_t first_wide_ = 0;  // the first point whose distance to the next is at least one
  int64_t dense_ = 0;       // whole numbers from min to that point
};

RoundedPoints Rounding(const Parameter& parameter) {
  const Scale scale = parameter.scale == Scale::kLinear ? Scale::kLinear : Scale::kLog;
  return RoundedPoints(scale, parameter.min, parameter.max, *parameter.count);
}

int64_t CountSize(const Parameter& parameter) {
  if (*parameter.count == 1 || parameter.min == parameter.max) return 1;
  return parameter.type == ParameterType::kInt ? Rounding(parameter).size() : *parameter.count;
}

double CountValue(const Parameter& parameter, int64_t index) {
  const int64_t size = CountSize(parameter);
  if (index == 0) return parameter.min;
  if (index == size - 1) return parameter.max;
  if (parameter.type == ParameterType::kInt) {
    const RoundedPoints points = Rounding(parameter);
    return parameter.scale == Scale::kReverseLog
               ? parameter.min + parameter.max - static_cast<double>(points.At(size - 1 - index))
               : static_cast<double>(points.At(index));
  }
  return Clean(OnScale(parameter.scale, parameter.min, parameter.max,
                       static_cast<double>(index) / static_cast<double>(size - 1)));
}

Value Typed(const Parameter& parameter, double number) {
  if (parameter.type == ParameterType::kInt) return static_cast<int64_t>(std::llround(number));
  return number;
}

bool SameValue(const Value& a, const Value& b) {
  double left = 0, right = 0;
  return ToNumber(a, left) && ToNumber(b, right) ? left == right : a == b;
}

bool Holds(const std::vector<Value>& values, const Value& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const Value& entry) { return SameValue(entry, value); });
}

// A whole number whose logarithm is uniform: half a unit beyond the ends, so that they are not
// rarer than their neighbours.
int64_t LogInt(const Parameter& parameter, double u) {
  const double x = OnScale(Scale::kLog, parameter.min - 0.5, parameter.max + 0.5, u);
  return static_cast<int64_t>(std::clamp(std::floor(x + 0.5), parameter.min, parameter.max));
}

double ContinuousQuantile(const Parameter& parameter, double u) {
  if (parameter.type == ParameterType::kInt) {
    return parameter.scale == Scale::kLog
               ? static_cast<double>(LogInt(parameter, u))
               : parameter.min + parameter.max - static_cast<double>(LogInt(parameter, 1 - u));
  }
  return std::clamp(OnScale(parameter.scale, parameter.min, parameter.max, u), parameter.min,
                    parameter.max);
}

}  // namespace

bool Parameter::IsFinite() const {
  return !values.empty() || step || count ||
         (type == ParameterType::kInt && scale == Scale::kLinear);
}

int64_t Parameter::GridSize() const {
  GF_CHECK(IsFinite());
  if (!values.empty()) return static_cast<int64_t>(values.size());
  return count ? CountSize(*this) : StepCount(*this, step.value_or(1));
}

Value Parameter::GridValue(int64_t index) const {
  GF_CHECK(index >= 0 && index < GridSize());
  if (!values.empty()) return values[static_cast<size_t>(index)];
  return Typed(*this, count ? CountValue(*this, index) : StepValue(*this, step.value_or(1), index));
}

Value Parameter::Quantile(double u) const {
  GF_CHECK(u >= 0 && u < 1);
  const bool equally_likely = !values.empty() || count || (IsFinite() && scale == Scale::kLinear);
  if (equally_likely) {
    const int64_t size = GridSize();
    return GridValue(std::min(static_cast<int64_t>(u * static_cast<double>(size)), size - 1));
  }
  const double number = ContinuousQuantile(*this, u);
  if (!step) return Typed(*this, number);
  const int64_t index = std::llround((number - min) / *step);
  return GridValue(std::min(index, GridSize() - 1));
}

bool Parameter::GridContains(const Value& value) const {
  if (!values.empty()) return Holds(values, value);
  double wanted = 0;
  if (!IsFinite() || !ToNumber(value, wanted) || !std::isfinite(wanted)) return false;
  int64_t low = 0, high = GridSize() - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    double number = 0;
    ToNumber(GridValue(middle), number);
    if (number < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return SameValue(GridValue(low), value);
}

bool SubSpace::IsActive(const Parameter& parameter, const Point& point) {
  return std::all_of(parameter.when.begin(), parameter.when.end(), [&](const Condition& condition) {
    const auto parent = point.find(condition.parent);
    return parent != point.end() && Holds(condition.values, parent->second);
  });
}

const Parameter* SubSpace::Find(const std::string& name) const {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

}  // namespace gridfold
