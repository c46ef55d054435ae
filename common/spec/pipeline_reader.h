// Reads `pipeline:`.
#pragma once

#include <vector>

#include "common/spec/demands.h"
#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The steps with their defaults filled in; `$name` settings are added to `references`.
StatusOr<std::vector<TransformSpec>> ReadPipeline(const YamlCursor& cursor, References& references);

}  // namespace gridfold
