// Text for people: names that cannot steer the terminal, numbers as tables show them. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/spec/value.h"

namespace gridfold {

// `text` as it may be sent to a terminal: control characters (C0, DEL, C1), characters that turn
// the writing direction or are invisible, and bytes that are not UTF-8 become `\x1b`, `\u202e`;
// everything else stays. Applying it twice changes nothing more.
std::string SafeText(std::string_view text);

// How many columns `text` (UTF-8) takes, at one for each code point.
size_t DisplayWidth(std::string_view text);

// The first `columns` columns of `text`.
std::string Clip(std::string_view text, size_t columns);

// "0.9833"; four decimals, "-" when absent.
std::string FormatScore(std::optional<double> score);
// "12.3s"; "-" when absent.
std::string FormatSeconds(std::optional<double> seconds);
// A parameter's value for a table: doubles with six significant digits, text made safe.
std::string FormatValue(const Value& value);
// "C=1, gamma=0.01".
std::string FormatPoint(const Point& point);

}  // namespace gridfold
