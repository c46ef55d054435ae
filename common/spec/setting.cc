#include "common/spec/setting.h"

#include <cmath>

namespace gridfold {

StatusOr<int64_t> ReadWhole(const Value& value, int64_t min, int64_t max) {
  // Compared as doubles first: a cast of a double beyond int64_t is undefined.
  double number = 0;
  const bool whole = ToNumber(value, number) && number == std::floor(number) &&
                     number >= static_cast<double>(min) && number <= static_cast<double>(max);
  if (!whole) {
    return InvalidArgument("expected a whole number of {} to {}, found {}", min, max,
                           ToText(value));
  }
  return static_cast<int64_t>(number);
}

StatusOr<double> ReadNumber(const Value& value, double min, double max, bool max_open) {
  double number = 0;
  const bool fits =
      ToNumber(value, number) && number >= min && (max_open ? number < max : number <= max);
  if (!fits) {
    return InvalidArgument("expected a number of {} to {}{}, found {}", min,
                           max_open ? "below " : "", max, ToText(value));
  }
  return number;
}

StatusOr<size_t> ReadChoice(const Value& value, const std::vector<std::string>& choices) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    for (size_t i = 0; i < choices.size(); ++i) {
      if (choices[i] == *text) return i;
    }
  }
  return InvalidArgument("expected {}, found {}", fmt::join(choices, " or "), ToText(value));
}

}  // namespace gridfold
