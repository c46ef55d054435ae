#include "worker/trainer/initial_weights.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "worker/model/network/network_file.h"

namespace gridfold {
namespace {

std::vector<Network::Tensor> TensorsOf(Network& network, std::span<const float> vector,
                                       int64_t layer) {
  const std::string start = fmt::format("layer{}.", layer);
  std::vector<Network::Tensor> tensors = network.Tensors(vector);
  std::erase_if(tensors, [&](const auto& tensor) { return !tensor.name.starts_with(start); });
  return tensors;
}

// Why the file's layer cannot be the network's; OK when it can.
Status CheckLayer(const TensorFile& file, const std::vector<Layer>& from, Network& network,
                  int64_t layer) {
  const auto place = static_cast<size_t>(layer);
  const std::vector<Layer>& to = network.shape().layers;
  if (place >= from.size() || place >= to.size()) {
    return InvalidArgument("init_from: layer {}: the file has {} layers, the network {}", layer + 1,
                           from.size(), to.size());
  }
  if (from[place].type != to[place].type) {
    return InvalidArgument("init_from: layer {} is of another type in the file", layer + 1);
  }
  for (const auto& vector : {network.parameters(), network.state()}) {
    for (const Network::Tensor& tensor : TensorsOf(network, vector, layer)) {
      const std::vector<int64_t> found = file.Shape("model." + tensor.name);
      if (found == tensor.shape) continue;
      return InvalidArgument("init_from: layer {}, {}: expected shape [{}], found [{}]", layer + 1,
                             tensor.name, fmt::join(tensor.shape, ", "), fmt::join(found, ", "));
    }
  }
  return absl::OkStatus();
}

// The number of tensors copied.
StatusOr<size_t> TakeLayer(const TensorFile& file, int64_t layer, Network& network) {
  size_t count = 0;
  for (const auto& vector : {network.parameters(), network.state()}) {
    for (Network::Tensor& tensor : TensorsOf(network, vector, layer)) {
      GF_ASSIGN_OR_RETURN(tensor.values, file.Floats("model." + tensor.name, tensor.shape));
      GF_CHECK(network.SetTensor(tensor, vector));
      ++count;
    }
  }
  return count;
}

}  // namespace

StatusOr<int64_t> TakeInitialWeights(const TensorFile& file, std::optional<int64_t> layers,
                                     Network& network) {
  GF_ASSIGN_OR_RETURN(const NetworkShape from, ReadNetworkShape(file));
  int64_t taken = 0;
  size_t tensors = 0;
  Status difference = absl::OkStatus();
  while (!layers || taken < *layers) {
    difference = CheckLayer(file, from.layers, network, taken);
    if (!difference.ok()) break;
    GF_ASSIGN_OR_RETURN(const size_t count, TakeLayer(file, taken, network));
    tensors += count;
    ++taken;
  }
  if (layers) GF_RETURN_IF_ERROR(difference);
  if (tensors == 0) {
    return InvalidArgument("init_from: no weights of the file fit: {}", Message(difference));
  }
  return taken;
}

}  // namespace gridfold
