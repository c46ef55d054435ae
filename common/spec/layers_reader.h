// Reads `layers:`.
#pragma once

#include <vector>

#include "common/spec/demands.h"
#include "common/spec/layer.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The tree of layers. Settings are checked one by one (names, bounds); whether the layers fit each
// other is known only for a trial (InferExtents). `$name` settings are added to `references`.
StatusOr<std::vector<LayerNode>> ReadLayers(const YamlCursor& cursor, References& references);

}  // namespace gridfold
