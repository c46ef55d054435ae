// One setting of a layer, read with its bounds. Pure; every error is InvalidArgument of the form
// "expected a whole number of 1 to 64, found 2.5", to which the caller adds the place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

// An integer, or a double without a fraction (3.0), within [min, max].
StatusOr<int64_t> ReadWhole(const Value& value, int64_t min, int64_t max);

// A number within [min, max), or [min, max] when `max_open` is false. NaN never.
StatusOr<double> ReadNumber(const Value& value, double min, double max, bool max_open);

// The index in `choices` of the text that `value` is.
StatusOr<size_t> ReadChoice(const Value& value, const std::vector<std::string>& choices);

}  // namespace gridfold
