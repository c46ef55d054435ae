// Concrete layers as JSON text, for model files. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/layer.h"

namespace gridfold {

// [{"filters":8,"kernel":5,"padding":"same","stride":1,"type":"conv",...}, ...]
std::string LayersToJson(const std::vector<Layer>& layers);
// The inverse. DataLoss on anything else, and on numbers outside what a spec may say.
StatusOr<std::vector<Layer>> LayersFromJson(const std::string& text);

}  // namespace gridfold
