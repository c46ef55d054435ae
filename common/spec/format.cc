#include "common/spec/format.h"

#include <cmath>

#include "common/base/safe_text.h"
#include "common/base/units.h"

namespace gridfold {

namespace {

constexpr double kCountMin = 2, kCountMax = 1e15;

}  // namespace

std::string FormatScore(std::optional<double> score) {
  if (!score) return "-";
  const double size = std::fabs(*score);
  // A number of weights or epochs.
  if (size >= kCountMin && size <= kCountMax && size == std::floor(size)) {
    return fmt::format("{:.0f}", *score);
  }
  // A metric far from 1 would lose all its digits with four decimals.
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
