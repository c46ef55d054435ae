// Reads `constraints:`, what a trial must keep to be ranked.
#pragma once

#include <vector>

#include "common/spec/catalogue.h"
#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// A list of texts such as "accuracy > 0.95" or "parameters <= 20000", whose names are metrics,
// facts of `model`, or for an open model any.
StatusOr<std::vector<Constraint>> ReadConstraints(const YamlCursor& cursor,
                                                  const ModelSchema* model);

}  // namespace gridfold
