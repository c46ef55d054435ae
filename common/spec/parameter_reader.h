// Reads one entry of `parameters:`: a constant, a list of values or a range.
#pragma once

#include <string>
#include <vector>

#include "common/spec/demands.h"
#include "common/spec/space.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The parameter without its name, conditions and layers (`when`, `per` are the space reader's). All
// its values meet `demands`. With `for_grid` a range must say `step` or `count`. Merged duplicates
// are told in `notes`.
StatusOr<Parameter> ReadParameter(const YamlCursor& entry, const Demands& demands, bool for_grid,
                                  std::vector<std::string>& notes);

// One value that meets `demands`: a scalar, or a list of whole numbers where they allow lists.
StatusOr<Value> ReadParameterValue(const YamlCursor& cursor, const Demands& demands);

}  // namespace gridfold
