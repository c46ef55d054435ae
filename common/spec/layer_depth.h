// `per: conv_layers`: one parameter for each layer, as far as the depth goes. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/spec/catalogue.h"
#include "common/spec/space.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// `parameter` as `<name>_1`, `<name>_2`, ... up to the largest value that `depth` takes among
// `others`; each is active only where `depth` is large enough. A missing `depth` has the
// catalogue's default; a width that is a list (`filters: [8, 16]`) gives the depth by its length.
// InvalidArgument, at `per`, when `depth` has no finite list of values or is never above 0.
StatusOr<std::vector<Parameter>> ExpandPerLayer(const YamlCursor& per, const Parameter& parameter,
                                                const std::string& depth, const ModelSchema& model,
                                                const std::vector<Parameter>& others);

// The largest number of layers that `depth` counts, given `parameters`. InvalidArgument, at
// `place`, as above.
StatusOr<int64_t> LargestDepth(const YamlCursor& place, const std::string& depth,
                               const ModelSchema& model, const std::vector<Parameter>& parameters);

// The name of the list-valued width among `parameters` that overrules `depth`, so that nothing uses
// `depth`; nullopt when there is none.
std::optional<std::string> WidthThatOverrules(const std::string& depth, const ModelSchema& model,
                                              const std::vector<Parameter>& parameters);

}  // namespace gridfold
