#include "coordinator/search/search_axis.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "common/base/check.h"

namespace gridfold {
namespace {

double Number(const Value& value) {
  double number = 0;
  ToNumber(value, number);
  return number;
}

SearchAxis::Kind KindOf(const Parameter& parameter) {
  if (parameter.type == ParameterType::kCategorical || parameter.type == ParameterType::kBool) {
    return SearchAxis::Kind::kChoice;
  }
  const bool even = parameter.count || parameter.scale == Scale::kLinear;
  return parameter.type == ParameterType::kDiscrete || (parameter.IsFinite() && even)
             ? SearchAxis::Kind::kSteps
             : SearchAxis::Kind::kLine;
}

}  // namespace

SearchAxis::SearchAxis(const Parameter& parameter) : parameter_(parameter) {
  GF_CHECK(!IsFixed(parameter));
  kind_ = KindOf(parameter_);
  if (kind_ == Kind::kLine) {
    const double margin = parameter_.type == ParameterType::kInt ? 0.5 : 0;
    const double a = OnLine(parameter_.min - margin), b = OnLine(parameter_.max + margin);
    low_ = std::min(a, b);
    high_ = std::max(a, b);
    return;
  }
  size_ = parameter_.GridSize();
  low_ = -0.5;
  high_ = static_cast<double>(size_) - 0.5;
  if (kind_ == Kind::kChoice || parameter_.values.empty()) return;
  order_.resize(static_cast<size_t>(size_));
  std::iota(order_.begin(), order_.end(), int64_t{0});
  std::sort(order_.begin(), order_.end(), [&](int64_t a, int64_t b) {
    return Number(parameter_.GridValue(a)) < Number(parameter_.GridValue(b));
  });
}

bool SearchAxis::IsFixed(const Parameter& parameter) {
  if (!parameter.values.empty()) return parameter.values.size() == 1;
  return parameter.min == parameter.max || (parameter.IsFinite() && parameter.GridSize() == 1);
}

double SearchAxis::OnLine(double number) const {
  switch (parameter_.scale) {
    case Scale::kLinear:
      return number;
    case Scale::kLog:
      return std::log(number);
    case Scale::kReverseLog:
      return std::log(parameter_.min + parameter_.max - number);
  }
  return number;
}

int64_t SearchAxis::StepOf(double number) const {
  int64_t low = 0, high = size_ - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (Number(ToValue(static_cast<double>(middle))) < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

double SearchAxis::ToCoordinate(const Value& value) const {
  if (kind_ == Kind::kSteps) return static_cast<double>(StepOf(Number(value)));
  if (kind_ == Kind::kLine) {
    const double number = std::clamp(Number(value), parameter_.min, parameter_.max);
    return std::clamp(OnLine(number), low_, high_);
  }
  const auto found = std::find(parameter_.values.begin(), parameter_.values.end(), value);
  return found == parameter_.values.end() ? 0
                                          : static_cast<double>(found - parameter_.values.begin());
}

Value SearchAxis::ToValue(double coordinate) const {
  if (kind_ != Kind::kLine) {
    const int64_t step = std::clamp<int64_t>(std::llround(coordinate), 0, size_ - 1);
    return parameter_.GridValue(order_.empty() ? step : order_[static_cast<size_t>(step)]);
  }
  double number = coordinate;
  if (parameter_.scale != Scale::kLinear) number = std::exp(coordinate);
  if (parameter_.scale == Scale::kReverseLog) number = parameter_.min + parameter_.max - number;
  number = std::clamp(number, parameter_.min, parameter_.max);
  if (parameter_.step) {
    const int64_t step = std::llround((number - parameter_.min) / *parameter_.step);
    return parameter_.GridValue(std::min(step, parameter_.GridSize() - 1));
  }
  if (parameter_.type == ParameterType::kInt) return static_cast<int64_t>(std::llround(number));
  return number;
}

}  // namespace gridfold
