// The layers of a network as a table. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/layer.h"

namespace gridfold {

// A line for the input and for each layer, with its output's shape ("28 x 28 x 8", or "15" for a
// flat row) and the number of its parameters, then their sum. The error is InferExtents'.
StatusOr<std::string> LayerTable(const std::vector<Layer>& layers, const Extent& input,
                                 int64_t classes, bool colours);

}  // namespace gridfold
