// Reads the parts of a spec that say how trials are made and bounded: `cv:`, `search:`, `limits:`,
// `refit:`.
#pragma once

#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

StatusOr<CrossValidation> ReadCrossValidation(const YamlCursor& cursor);
StatusOr<SearchSpec> ReadSearch(const YamlCursor& cursor);
StatusOr<Limits> ReadLimits(const YamlCursor& cursor);
// How many of the best trials are fitted again: 0 or 1.
StatusOr<int64_t> ReadRefit(const YamlCursor& cursor);

}  // namespace gridfold
