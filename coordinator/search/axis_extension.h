// How a parameter's grid goes on beyond its ends. Pure.
#pragma once

#include <optional>
#include <string>

#include "common/spec/catalogue.h"
#include "common/spec/space.h"

namespace gridfold {

// A step beyond an end of a parameter's grid.
struct AxisStep {
  bool upwards = true;
  Value edge;  // the value at the end
  Value next;  // the value beyond it
};

// Grids of more values than that are not continued.
inline constexpr int64_t kAxisValuesMax = 10'000;

// The step beyond the end that `best`, a value of the grid, lies on. Evenly spaced values go on by
// their distance; others, if all are positive, by the ratio of the two values at that end, else by
// their distance. Two positive values count as evenly spaced unless they are ends of a logarithmic
// range or one is at least twice the other. Whole numbers stay whole.
//
// nullopt when `best` lies within, or the parameter has no numbers, no second value or more than
// kAxisValuesMax; and, then with the reason in `bound`, when the value beyond is one that the
// model's parameter (`schema`; nullptr: any) cannot take, or positive values would no longer be.
std::optional<AxisStep> StepBeyond(const Parameter& parameter, const Value& best,
                                   const ParameterSchema* schema, std::string* bound);

// `parameter` with that value in its grid, as a list of values in increasing order.
Parameter Continued(const Parameter& parameter, const AxisStep& step);

}  // namespace gridfold
