// What a spec says of the training of networks beside `parameters:`: the maps `schedule:`,
// `early_stopping:`, ... Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/spec/value.h"

namespace gridfold {

// Section -> settings, complete but for those that have no default. Only sections that the spec
// has. A setting may be the text "$name": the trial's value of that parameter. The knots of a
// piecewise schedule are settings epoch_1, rate_1, epoch_2, ... `init_from` has file, or study and
// maybe trial; a worker is told sha256 of what they name.
using TrainingSections = std::map<std::string, Point>;

// The settings of `section` for one trial, parameters put in; nullopt when the spec has none. A
// setting that names an inactive parameter is absent.
std::optional<Point> SectionFor(const TrainingSections& sections, const std::string& section,
                                const Point& parameters);

}  // namespace gridfold
