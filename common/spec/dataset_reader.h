// Reads `dataset:`.
#pragma once

#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// A name, or a map with one source. Touches no file.
StatusOr<DataSetSpec> ReadDataSet(const YamlCursor& cursor);

}  // namespace gridfold
