#include "worker/model/network/network_file.h"

#include "common/base/check.h"
#include "worker/model/network/layer_json.h"

namespace gridfold {
namespace {

constexpr char kPrefix[] = "model.";
constexpr char kLayers[] = "model.layers";
constexpr char kInput[] = "model.input";

// The width of the softmax: that of the last layer which has one of its own.
int64_t ClassesOf(const std::vector<Layer>& layers) {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (layer->type == LayerType::kDense) return layer->units;
    if (layer->type == LayerType::kConv) return layer->filters;
  }
  return 0;
}

}  // namespace

void SaveVector(const Network& network, std::span<const float> vector, const std::string& prefix,
                TensorFile& file) {
  for (const Network::Tensor& tensor : network.Tensors(vector)) {
    file.Set(prefix + tensor.name, tensor.shape, std::span<const float>(tensor.values));
  }
}

Status ReadVector(const TensorFile& file, const std::string& prefix, const Network& network,
                  std::span<float> vector) {
  for (Network::Tensor& tensor : network.Tensors(vector)) {
    GF_ASSIGN_OR_RETURN(const auto values, file.Floats(prefix + tensor.name, tensor.shape));
    tensor.values.assign(values.begin(), values.end());
    GF_CHECK(network.SetTensor(tensor, vector));
  }
  return absl::OkStatus();
}

void SaveNetwork(Network& network, TensorFile& file) {
  const NetworkShape& shape = network.shape();
  file.SetText("model.type", "network");
  file.SetText(kLayers, LayersToJson(shape.layers));
  const int32_t input[] = {static_cast<int32_t>(shape.input.height),
                           static_cast<int32_t>(shape.input.width),
                           static_cast<int32_t>(shape.input.channels)};
  file.Set(kInput, {3}, std::span<const int32_t>(input));
  SaveVector(network, network.parameters(), kPrefix, file);
  SaveVector(network, network.state(), kPrefix, file);
}

StatusOr<NetworkShape> ReadNetworkShape(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::string text, file.Text(kLayers));
  GF_ASSIGN_OR_RETURN(const std::vector<int32_t> input, file.Ints(kInput, {3}));
  NetworkShape shape;
  GF_ASSIGN_OR_RETURN(shape.layers, LayersFromJson(text));
  shape.input = {input[0], input[1], input[2]};
  shape.classes = ClassesOf(shape.layers);
  return shape;
}

Status ReadNetwork(const TensorFile& file, Network& network) {
  GF_RETURN_IF_ERROR(ReadVector(file, kPrefix, network, network.parameters()));
  return ReadVector(file, kPrefix, network, network.state());
}

}  // namespace gridfold
