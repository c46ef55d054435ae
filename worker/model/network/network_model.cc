#include "worker/model/network/network_model.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "worker/model/network/network_file.h"

namespace gridfold {
namespace {

// Before anything is allocated: the file must hold every weight that the layers ask for.
Status CheckTensors(const TensorFile& file, const NetworkShape& shape,
                    const std::vector<Extent>& outputs) {
  for (size_t i = 0; i < shape.layers.size(); ++i) {
    const Layer& layer = shape.layers[i];
    const Extent& input = i == 0 ? shape.input : outputs[i - 1];
    std::string name = fmt::format("model.layer{}.weights", i);
    std::vector<int64_t> expected;
    if (layer.type == LayerType::kDense) expected = {input.Size(), layer.units};
    if (layer.type == LayerType::kConv) {
      expected = {layer.kernel, layer.kernel, input.channels, layer.filters};
    }
    if (layer.type == LayerType::kBatchNorm) {
      name = fmt::format("model.layer{}.gamma", i);
      expected = {input.channels};
    }
    if (expected.empty() || file.Shape(name) == expected) continue;
    return DataLoss("model file: tensor '{}': expected shape [{}], found [{}]", name,
                    fmt::join(expected, ", "), fmt::join(file.Shape(name), ", "));
  }
  return absl::OkStatus();
}

void CopyVector(std::span<const float> from, std::span<float> to) {
  GF_CHECK(from.size() == to.size());
  std::copy(from.begin(), from.end(), to.begin());
}

}  // namespace

StatusOr<std::unique_ptr<Model>> NetworkModel::CopyOf(Network& network) {
  GF_ASSIGN_OR_RETURN(auto copy, Network::Build(network.shape(), /*batch_rows_max=*/0));
  CopyVector(network.parameters(), copy->parameters());
  CopyVector(network.state(), copy->state());
  return std::unique_ptr<Model>(new NetworkModel(std::move(copy)));
}

StatusOr<std::unique_ptr<Model>> NetworkModel::Load(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const NetworkShape shape, ReadNetworkShape(file));
  const auto outputs = InferExtents(shape.layers, shape.input, shape.classes);
  if (!outputs.ok()) return DataLoss("model file: {}", Message(outputs.status()));
  GF_RETURN_IF_ERROR(CheckTensors(file, shape, *outputs));
  auto network = Network::Build(shape, /*batch_rows_max=*/0);
  if (!network.ok()) return DataLoss("model file: {}", Message(network.status()));
  GF_RETURN_IF_ERROR(ReadNetwork(file, **network));
  return std::unique_ptr<Model>(new NetworkModel(*std::move(network)));
}

std::vector<int32_t> NetworkModel::Predict(ConstMatrix x) {
  std::vector<int32_t> predictions(static_cast<size_t>(x.rows));
  network_->Predict(x, predictions);
  return predictions;
}

StatusOr<ClassProbabilities> NetworkModel::Probabilities(ConstMatrix x) {
  ClassProbabilities result;
  result.classes.resize(static_cast<size_t>(shape().classes));
  std::iota(result.classes.begin(), result.classes.end(), 0);
  std::vector<float> values(static_cast<size_t>(x.rows * shape().classes));
  network_->Probabilities(x, values);
  result.values.assign(values.begin(), values.end());
  return result;
}

void NetworkModel::Save(TensorFile& file) const { SaveNetwork(*network_, file); }

}  // namespace gridfold
