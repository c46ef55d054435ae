// Reads `when:` and puts parents before the parameters that depend on them.
#pragma once

#include <string>
#include <vector>

#include "common/spec/demands.h"
#include "common/spec/space.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// A parameter that is being read, and where it stands in the spec.
struct DraftParameter {
  Parameter parameter;
  Demands demands;
  YamlCursor entry;
};

// Adds the conditions of each entry's `when:` to its parameter. Parents must be among `drafts`, and
// able to take the values that are named.
Status ReadConditions(std::vector<DraftParameter>& drafts);

// The parameters in their order, but each after its parents. InvalidArgument on a cycle.
StatusOr<std::vector<Parameter>> InOrderOfParents(const std::vector<DraftParameter>& drafts);

}  // namespace gridfold
