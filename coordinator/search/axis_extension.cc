#include "coordinator/search/axis_extension.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/spec/format.h"

namespace gridfold {
namespace {

double NumberOf(const Value& value) {
  double number = std::numeric_limits<double>::quiet_NaN();
  ToNumber(value, number);
  return number;
}

// The values in increasing order; empty when they are not all numbers, or too many.
std::vector<Value> SortedValues(const Parameter& parameter) {
  std::vector<Value> values;
  if (!parameter.IsFinite() || parameter.GridSize() > kAxisValuesMax) return values;
  for (int64_t i = 0; i < parameter.GridSize(); ++i) {
    values.push_back(parameter.GridValue(i));
    if (std::isnan(NumberOf(values.back()))) return {};
  }
  std::sort(values.begin(), values.end(),
            [](const Value& a, const Value& b) { return NumberOf(a) < NumberOf(b); });
  return values;
}

// Distances that differ by less than the rounding of decimal steps are equal.
bool IsEven(const Parameter& parameter, const std::vector<Value>& values) {
  const double first = NumberOf(values[1]) - NumberOf(values[0]);
  if (values.size() == 2) {
    const bool is_positive = NumberOf(values[0]) > 0;
    const bool is_wide = NumberOf(values[1]) >= 2 * NumberOf(values[0]);
    return !is_positive || (parameter.scale != Scale::kLog && !is_wide);
  }
  for (size_t i = 2; i < values.size(); ++i) {
    const double distance = NumberOf(values[i]) - NumberOf(values[i - 1]);
    if (std::abs(distance - first) > 1e-9 * std::abs(first)) return false;
  }
  return true;
}

// What a person would write: 100 instead of 100.00000000000001.
double Rounded(double x) {
  const std::string digits = fmt::format("{:.12g}", x);
  double rounded = x;
  std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
  return rounded;
}

// The number beyond `edge`, whose neighbour within is `inner`.
double NumberBeyond(double edge, double inner, bool by_ratio) {
  return Rounded(by_ratio ? edge * (edge / inner) : edge + (edge - inner));
}

Value WholeBeyond(int64_t edge, double number, bool upwards) {
  const int64_t whole = std::llround(std::clamp(number, -9e15, 9e15));
  if (whole == edge) return edge + (upwards ? 1 : -1);
  return whole;
}

}  // namespace

std::optional<AxisStep> StepBeyond(const Parameter& parameter, const Value& best,
                                   const ParameterSchema* schema, std::string* bound) {
  const std::vector<Value> values = SortedValues(parameter);
  if (parameter.constant || values.size() < 2) return std::nullopt;
  const double number = NumberOf(best);
  AxisStep step;
  step.upwards = number == NumberOf(values.back());
  if (!step.upwards && number != NumberOf(values.front())) return std::nullopt;
  step.edge = step.upwards ? values.back() : values.front();
  const Value& inner = step.upwards ? values[values.size() - 2] : values[1];
  const bool all_positive = NumberOf(values.front()) > 0;
  const double beyond = NumberBeyond(NumberOf(step.edge), NumberOf(inner),
                                     all_positive && !IsEven(parameter, values));
  step.next = beyond;
  if (const auto* whole = std::get_if<int64_t>(&step.edge)) {
    step.next = WholeBeyond(*whole, beyond, step.upwards);
  }
  const bool fits = std::isfinite(beyond) && (!all_positive || NumberOf(step.next) > 0) &&
                    (schema == nullptr || CheckValue(*schema, step.next).ok());
  if (fits) return step;
  *bound = fmt::format("{} = {} cannot be", parameter.name, FormatValue(step.next));
  return std::nullopt;
}

Parameter Continued(const Parameter& parameter, const AxisStep& step) {
  Parameter continued = parameter;
  continued.type = ParameterType::kDiscrete;
  continued.values = SortedValues(parameter);
  continued.values.insert(step.upwards ? continued.values.end() : continued.values.begin(),
                          step.next);
  continued.step.reset();
  continued.count.reset();
  return continued;
}

}  // namespace gridfold
