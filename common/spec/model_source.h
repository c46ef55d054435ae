// Reads which earlier model a part of a spec names: a file, or a study in the same database.
#pragma once

#include <string>
#include <vector>

#include "common/spec/value.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The keys that ReadModelSource looks at.
const std::vector<std::string>& ModelSourceNames();

// Sets `file`, or `study` and perhaps `trial`, from the map at `cursor`; `model` is another name of
// `study`. Never `$name`: the model belongs to the study.
Status ReadModelSource(const YamlCursor& cursor, Point& settings);

}  // namespace gridfold
