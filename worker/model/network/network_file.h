// A network in a tensor file, tensor by tensor in Keras' layouts: the file does not depend on the
// processor that wrote it.
#pragma once

#include <span>
#include <string>

#include "common/base/status.h"
#include "worker/model/network/network.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// Writes the tensors whose floats lie in `vector` (Network::Tensors) under `prefix` + their names.
void SaveVector(const Network& network, std::span<const float> vector, const std::string& prefix,
                TensorFile& file);
// The inverse. DataLoss when a tensor is missing or has another shape; then `vector` may be changed
// in part.
Status ReadVector(const TensorFile& file, const std::string& prefix, const Network& network,
                  std::span<float> vector);

// Layers, input, parameters and state: texts model.type ("network") and model.layers
// (layer_json.h), tensors model.input [3] (height, width, channels) and model.layer<i>.weights,
// .bias, .gamma, .beta, .moving_mean, .moving_variance.
void SaveNetwork(Network& network, TensorFile& file);
// What SaveNetwork wrote of the shape. DataLoss when it is not there or no list of layers.
StatusOr<NetworkShape> ReadNetworkShape(const TensorFile& file);
// Parameters and state of a network of that shape; DataLoss as above.
Status ReadNetwork(const TensorFile& file, Network& network);

}  // namespace gridfold
