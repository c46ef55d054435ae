#include "common/spec/format.h"

#include <cmath>

#include "common/base/safe_text.h"
#include "common/base/units.h"

namespace gridfold {

std::string FormatScore(std::optional<double> score) {
  if (!score) return "-";
  // A metric far from 1 would lose all its digits with four decimals.
  const double size = std::fabs(*score);
  if (size != 0 && (size < 1e-3 || size >= 1e5)) return fmt::format("{:.4g}", *score);
  return fmt::format("{:.4f}", *score);
}

std::string FormatSeconds(std::optional<double> seconds) {
  return seconds ? FormatDuration(*seconds) : "-";
}

std::string FormatValue(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{:.6g}", *number);
  return SafeText(ToText(value));
}

std::string FormatPoint(const Point& point) {
  std::string text;
  for (const auto& [name, value] : point) {
    if (!text.empty()) text += ", ";
    text += SafeText(name) + "=" + FormatValue(value);
  }
  return text;
}

}  // namespace gridfold
