// Reads what a spec says of the training of networks beside `parameters:`.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/demands.h"
#include "common/spec/training_sections.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// The top-level keys that are sections.
const std::vector<std::string>& TrainingSectionNames();

// The sections of a spec's root, defaults filled in. InvalidArgument with the place for settings
// that are unknown, out of bounds, or of another schedule than the one named, and for any section
// beside a model that is no network.
StatusOr<TrainingSections> ReadTrainingSections(const YamlCursor& root, const std::string& model,
                                                References& references);

}  // namespace gridfold
