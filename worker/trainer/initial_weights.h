// Weights that a training starts from instead of random ones: transfer learning.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/status.h"
#include "worker/model/network/network.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// Copies the weights (and running statistics) of the first layers of `file`, a model file or a
// checkpoint, into those of `network`. With `layers`, of exactly so many, or InvalidArgument names
// the first one that differs in type or shape. Without, of as many as agree from the first one on;
// InvalidArgument when no weights are among them. Returns the number of layers. DataLoss for a file
// that holds no network.
StatusOr<int64_t> TakeInitialWeights(const TensorFile& file, std::optional<int64_t> layers,
                                     Network& network);

}  // namespace gridfold
