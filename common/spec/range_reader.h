// Reads a range of `parameters:`: {min, max, scale, step, count}.
#pragma once

#include <string>

#include "common/spec/demands.h"
#include "common/spec/space.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The range that `entry` writes, without a name. `type` is what it says of its type, or empty. Both
// ends meet `demands`. With `for_grid` it must say `step` or `count`.
StatusOr<Parameter> ReadRange(const YamlCursor& entry, const std::string& type,
                              const Demands& demands, bool for_grid);

}  // namespace gridfold
