#include "worker/model/network/layer_json.h"

#include <nlohmann/json.hpp>
#include <span>

#include "common/spec/layer_names.h"

namespace gridfold {
namespace {

using nlohmann::json;

constexpr Named<bool> kPaddings[] = {{true, "same"}, {false, "valid"}};

constexpr size_t kLayersMax = 1'000;
constexpr int64_t kWidthMax = 1'000'000;
constexpr int64_t kWindowMax = 1'024;
constexpr double kAlphaMax = 100;

bool HasActivation(LayerType type) {
  return type == LayerType::kDense || type == LayerType::kConv || type == LayerType::kActivation;
}
bool HasInitializer(LayerType type) {
  return type == LayerType::kDense || type == LayerType::kConv;
}

// Reads the fields of one layer; keeps the first error.
class Fields {
 public:
  Fields(const json& item, size_t layer) : item_(item), layer_(layer) {}

  template <typename T>
  void Choice(const char* field, std::span<const Named<T>> names, T& result) {
    const auto found = item_.find(field);
    if (found != item_.end() && found->is_string()) {
      for (const auto& [value, name] : names) {
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

  void Number(const char* field, double max, double& result) {
    const auto found = item_.find(field);
    if (found == item_.end() || !found->is_number() || !(found->get<double>() >= 0) ||
        found->get<double>() > max) {
      return Fail(field, fmt::format("a number of 0 to {}", max));
    }
    result = found->get<double>();
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

bool SlidesWindow(LayerType type) {
  return type == LayerType::kConv || type == LayerType::kMaxPool || type == LayerType::kAveragePool;
}

json ToJson(const Layer& layer) {
  json item = {{"type", NameIn(LayerTypeNames(), layer.type)}};
  if (HasActivation(layer.type)) {
    item["activation"] = NameIn(ActivationNames(), layer.activation);
    item["alpha"] = layer.alpha;
  }
  if (HasInitializer(layer.type)) {
    item["kernel_initializer"] = NameIn(InitializerNames(), layer.initializer);
  }
  if (layer.type == LayerType::kDense) item["units"] = layer.units;
  if (layer.type == LayerType::kDropout) item["rate"] = layer.rate;
  if (layer.type == LayerType::kPad) item["size"] = layer.pad;
  if (layer.type == LayerType::kBatchNorm) {
    item["momentum"] = layer.momentum;
    item["epsilon"] = layer.epsilon;
  }
  if (layer.type == LayerType::kConv) {
    item["filters"] = layer.filters;
    item["padding"] = layer.same_padding ? "same" : "valid";
  }
  if (SlidesWindow(layer.type)) {
    item["kernel"] = layer.kernel;
    item["stride"] = layer.stride;
  }
  return item;
}

StatusOr<Layer> FromJson(const json& item, size_t index) {
  if (!item.is_object()) return DataLoss("model file: layer {}: expected an object", index + 1);
  Fields fields(item, index);
  Layer layer;
  fields.Choice("type", LayerTypeNames(), layer.type);
  if (HasActivation(layer.type)) {
    fields.Choice("activation", ActivationNames(), layer.activation);
    fields.Number("alpha", kAlphaMax, layer.alpha);
  }
  if (HasInitializer(layer.type)) {
    fields.Choice("kernel_initializer", InitializerNames(), layer.initializer);
  }
  if (layer.type == LayerType::kDense) fields.Whole("units", kWidthMax, layer.units);
  if (layer.type == LayerType::kDropout) fields.Share("rate", layer.rate);
  if (layer.type == LayerType::kPad) fields.Whole("size", kWindowMax, layer.pad);
  if (layer.type == LayerType::kBatchNorm) {
    fields.Number("momentum", 1, layer.momentum);
    fields.Number("epsilon", 1, layer.epsilon);
  }
  if (layer.type == LayerType::kConv) {
    fields.Whole("filters", kWidthMax, layer.filters);
    fields.Choice("padding", std::span<const Named<bool>>(kPaddings), layer.same_padding);
  }
  if (SlidesWindow(layer.type)) {
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
