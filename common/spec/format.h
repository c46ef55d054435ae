// Numbers, values and points as tables show them to people. Pure.
#pragma once

#include <optional>
#include <string>

#include "common/spec/value.h"

namespace gridfold {

// "0.9833", four decimals; "13287" for a whole number from 2 on; "-" when absent.
std::string FormatScore(std::optional<double> score);
// "12.3s"; "-" when absent.
std::string FormatSeconds(std::optional<double> seconds);
// A parameter's value for a table: doubles with six significant digits, text made safe.
std::string FormatValue(const Value& value);
// "C=1, gamma=0.01".
std::string FormatPoint(const Point& point);

}  // namespace gridfold
