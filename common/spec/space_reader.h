// Reads `parameters:`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/spec/demands.h"
#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// What the rest of the spec says that parameters depend on.
struct SpaceContext {
  const ModelSchema& model;
  const References& references;
  Algorithm algorithm;
};

// The search space; without `parameters:` one point, all defaults. InvalidArgument also when a
// parameter is used by nothing or a `$name` is no parameter.
StatusOr<SearchSpace> ReadSpace(const std::optional<YamlCursor>& parameters,
                                const SpaceContext& context, std::vector<std::string>& notes);

}  // namespace gridfold
