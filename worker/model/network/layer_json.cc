#include "worker/model/network/layer_json.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace gridfold {
namespace {

using nlohmann::json;

constexpr std::pair<LayerType, const char*> kTypes[] = {
    {LayerType::kDense, "dense"},          {LayerType::kConv, "conv"},
    {LayerType::kMaxPool, "max_pool"},     {LayerType::kAveragePool, "average_pool"},
    {LayerType::kDropout, "dropout"},      {LayerType::kFlatten, "flatten"},
    {LayerType::kActivation, "activation"}};
constexpr std::pair<Activation, const char*> kActivations[] = {
    {Activation::kNone, "none"}, {Activation::kRelu, "relu"}, {Activation::kSoftmax, "softmax"}};
constexpr std::pair<bool, const char*> kPaddings[] = {{true, "same"}, {false, "valid"}};

constexpr size_t kLayersMax = 1'000;
constexpr int64_t kWidthMax = 1'000'000;
constexpr int64_t kWindowMax = 1'024;

template <typename Table, typename Key>
const char* NameIn(const Table& table, Key key) {
  for (const auto& [value, name] : table) {
    if (value == key) return name;
  }
  return "";
}

// Reads the fields of one layer; keeps the first error.
class Fields {
 public:
  Fields(const json& item, size_t layer) : item_(item), layer_(layer) {}

  template <typename Table, typename Key>
  void Choice(const char* field, const Table& table, Key& result) {
    const auto found = item_.find(field);
    if (found != item_.end() && found->is_string()) {
      for (const auto& [value, name] : table) {
        if (found->template get_ref<const std::string&>() == name) {
          result = value;
          return;
        }
      }
    }
    Fail(field, "one of its names");
  }

  void Whole(const char* field, int64_t max, int64_t& result) {
    const auto found = item_.find(field);
    if (found == item_.end() || !found->is_number_unsigned() || found->get<uint64_t>() < 1 ||
        found->get<uint64_t>() > static_cast<uint64_t>(max)) {
      return Fail(field, fmt::format("a whole number of 1 to {}", max));
    }
    result = found->get<int64_t>();
  }

  void Share(const char* field, double& result) {
    const auto found = item_.find(field);
    if (found == item_.end() || !found->is_number()) return Fail(field, "a number");
    result = found->get<double>();
    if (!(result >= 0 && result < 1)) Fail(field, "a number of 0 to below 1");
  }

  const Status& status() const { return status_; }

 private:
  void Fail(const char* field, const std::string& expected) {
    if (!status_.ok()) return;
    status_ = DataLoss("model file: layer {}: {}: expected {}", layer_ + 1, field, expected);
  }

  const json& item_;
  size_t layer_;
  Status status_ = absl::OkStatus();
};

json ToJson(const Layer& layer) {
  json item = {{"type", NameIn(kTypes, layer.type)},
               {"activation", NameIn(kActivations, layer.activation)}};
  if (layer.type == LayerType::kDense) item["units"] = layer.units;
  if (layer.type == LayerType::kDropout) item["rate"] = layer.rate;
  const bool conv = layer.type == LayerType::kConv;
  if (conv) {
    item["filters"] = layer.filters;
    item["padding"] = NameIn(kPaddings, layer.same_padding);
  }
  if (conv || layer.type == LayerType::kMaxPool || layer.type == LayerType::kAveragePool) {
    item["kernel"] = layer.kernel;
    item["stride"] = layer.stride;
  }
  return item;
}

StatusOr<Layer> FromJson(const json& item, size_t index) {
  if (!item.is_object()) return DataLoss("model file: layer {}: expected an object", index + 1);
  Fields fields(item, index);
  Layer layer;
  fields.Choice("type", kTypes, layer.type);
  fields.Choice("activation", kActivations, layer.activation);
  if (layer.type == LayerType::kDense) fields.Whole("units", kWidthMax, layer.units);
  if (layer.type == LayerType::kDropout) fields.Share("rate", layer.rate);
  const bool conv = layer.type == LayerType::kConv;
  if (conv) {
    fields.Whole("filters", kWidthMax, layer.filters);
    fields.Choice("padding", kPaddings, layer.same_padding);
  }
  if (conv || layer.type == LayerType::kMaxPool || layer.type == LayerType::kAveragePool) {
    fields.Whole("kernel", kWindowMax, layer.kernel);
    fields.Whole("stride", kWindowMax, layer.stride);
  }
  if (!fields.status().ok()) return fields.status();
  return layer;
}

}  // namespace

std::string LayersToJson(const std::vector<Layer>& layers) {
  json list = json::array();
  for (const Layer& layer : layers) list.push_back(ToJson(layer));
  return list.dump();
}

StatusOr<std::vector<Layer>> LayersFromJson(const std::string& text) {
  const json list = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array() || list.empty() || list.size() > kLayersMax) {
    return DataLoss("model file: layers: expected a JSON list of 1 to {} layers", kLayersMax);
  }
  std::vector<Layer> layers;
  for (const json& item : list) {
    GF_ASSIGN_OR_RETURN(const Layer layer, FromJson(item, layers.size()));
    layers.push_back(layer);
  }
  return layers;
}

}  // namespace gridfold
