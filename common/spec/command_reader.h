// Reads `command:`, the program of model command.
#pragma once

#include <string>

#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The key of `root`: a list of words, or a map with `run`, and maybe `script` and `rows`. Required
// for model command and refused for all others.
StatusOr<CommandSpec> ReadCommand(const YamlCursor& root, const std::string& model);

}  // namespace gridfold
