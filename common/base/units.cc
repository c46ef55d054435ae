#include "common/base/units.h"

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <limits>

namespace gridfold {
namespace {

// Reads a non-negative decimal number at `text`'s start and removes it; false when there is none.
bool TakeNumber(std::string_view& text, double& number) {
  size_t length = 0;
  while (length < text.size() && (std::isdigit(static_cast<unsigned char>(text[length])) != 0 ||
                                  text[length] == '.')) {
    ++length;
  }
  if (length == 0) return false;
  const std::string digits(text.substr(0, length));
  char* end = nullptr;
  number = std::strtod(digits.c_str(), &end);
  if (end != digits.c_str() + digits.size()) return false;
  text.remove_prefix(length);
  return true;
}

std::string_view TakeUnit(std::string_view& text) {
  size_t start = 0;
  while (start < text.size() && text[start] == ' ') ++start;
  size_t end = start;
  while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
  const std::string_view unit = text.substr(start, end - start);
  while (end < text.size() && text[end] == ' ') ++end;
  text.remove_prefix(end);
  return unit;
}

}  // namespace

StatusOr<int64_t> ParseDurationMs(std::string_view text) {
  const auto error = [&] {
    return InvalidArgument("expected a duration such as 90s, 10m, 2h or 1h30m, found '{}'", text);
  };
  std::string_view rest = text;
  if (rest.empty()) return error();
  double total_ms = 0;
  while (!rest.empty()) {
    double number = 0;
    if (!TakeNumber(rest, number)) return error();
    const std::string_view unit = TakeUnit(rest);
    double unit_ms = 0;
    if (unit == "ms") unit_ms = 1;
    if (unit == "s") unit_ms = 1e3;
    if (unit == "m" || unit == "min") unit_ms = 60e3;
    if (unit == "h") unit_ms = 3600e3;
    if (unit == "d") unit_ms = 86400e3;
    if (unit_ms == 0) return error();
    total_ms += number * unit_ms;
  }
  if (!(total_ms < 9e15)) return error();
  return static_cast<int64_t>(std::llround(total_ms));
}

StatusOr<int64_t> ParseBytes(std::string_view text) {
  std::string_view rest = text;
  double number = 0;
  const bool has_number = TakeNumber(rest, number);
  const std::string unit(TakeUnit(rest));
  static constexpr std::pair<const char*, double> kUnits[] = {
      {"", 1},      {"B", 1},
      {"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40},
      {"KB", 1e3},  {"MB", 1e6},     {"GB", 1e9},     {"TB", 1e12}};
  for (const auto& [name, scale] : kUnits) {
    if (has_number && rest.empty() && unit == name && number * scale < 9e18) {
      return static_cast<int64_t>(number * scale);
    }
  }
  return InvalidArgument("expected a size such as 4GiB, 512MiB or 1GB, found '{}'", text);
}

std::string FormatDuration(double seconds) {
  if (!std::isfinite(seconds)) return "?";
  if (seconds < 1) return fmt::format("{:.0f}ms", seconds * 1e3);
  if (seconds < 60) return fmt::format("{:.1f}s", seconds);
  const auto total = static_cast<int64_t>(std::llround(seconds));
  const int64_t days = total / 86400, hours = total / 3600 % 24, minutes = total / 60 % 60;
  if (days > 0) return fmt::format("{}d {}h {}m", days, hours, minutes);
  if (hours > 0) return fmt::format("{}h {}m {}s", hours, minutes, total % 60);
  return fmt::format("{}m {}s", minutes, total % 60);
}

std::string FormatBytes(double bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} B", bytes) : fmt::format("{:.1f} {}", bytes, kUnits[unit]);
}

std::string FormatCount(double count) {
  if (!(std::fabs(count) < 1e15)) return fmt::format("{:.3g}", count);
  std::string digits = fmt::format("{:.0f}", count);
  const size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t i = digits.size(); i > first + 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string FormatUnixMs(int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

}  // namespace gridfold
