#include "common/spec/layer.h"

#include <algorithm>
#include <optional>

#include "common/spec/layer_names.h"
#include "common/spec/setting.h"

namespace gridfold {
namespace {

// Bounds that no sensible network meets; with them sizes stay far below the range of int64_t.
constexpr int64_t kNetworkLayersMax = 1'000;
constexpr int64_t kWidthMax = 1'000'000;
constexpr int64_t kWindowMax = 1'024;
constexpr double kAlphaMax = 100;

// The name of the parameter that the setting stands for, or nullopt for a plain value.
std::optional<std::string> ParameterName(const Value& setting) {
  const auto* text = std::get_if<std::string>(&setting);
  if (text == nullptr || text->size() < 2 || text->front() != '$') return std::nullopt;
  return text->substr(1);
}

// The settings of one node, the trial's parameters put in.
class Settings {
 public:
  Settings(const LayerNode& node, const Point& point) : node_(node), values_(node.settings) {
    for (auto& [name, value] : values_) {
      const auto parameter = ParameterName(value);
      if (!parameter) continue;
      const auto found = point.find(*parameter);
      if (found == point.end()) {
        inactive_ = true;
      } else {
        value = found->second;
      }
    }
  }

  // Whether a parameter of the node is inactive in this trial.
  bool inactive() const { return inactive_; }

  Status CheckNames(const std::vector<std::string>& known) const {
    for (const auto& [name, value] : values_) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      if (known.empty()) return At(name, InvalidArgument("expected no settings"));
      return At(name, InvalidArgument("no such setting; expected {}", fmt::join(known, ", ")));
    }
    return absl::OkStatus();
  }

  // Without a `fallback` the setting must be there.
  StatusOr<int64_t> Whole(const std::string& name, int64_t min, int64_t max,
                          std::optional<int64_t> fallback = std::nullopt) const {
    const auto found = values_.find(name);
    if (found == values_.end()) {
      if (fallback) return *fallback;
      return At(name,
                InvalidArgument("expected a whole number of {} to {}, found nothing", min, max));
    }
    const auto number = ReadWhole(found->second, min, max);
    return number.ok() ? number : At(name, number.status());
  }

  StatusOr<double> Number(const std::string& name, double max, double fallback) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return fallback;
    const auto number = ReadNumber(found->second, 0, max, /*max_open=*/false);
    return number.ok() ? number : At(name, number.status());
  }

  StatusOr<double> Share(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) {
      return At(name, InvalidArgument("expected a number of 0 to below 1, found nothing"));
    }
    const auto number = ReadNumber(found->second, 0, 1, /*max_open=*/true);
    return number.ok() ? number : At(name, number.status());
  }

  // The index of the text in `choices`; 0 when the setting is not there.
  StatusOr<size_t> Choice(const std::string& name, const std::vector<std::string>& choices) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return size_t{0};
    const auto choice = ReadChoice(found->second, choices);
    return choice.ok() ? choice : At(name, choice.status());
  }

 private:
  Status At(const std::string& name, const Status& status) const {
    return Annotate(status, fmt::format("layer {} (line {}): {}", node_.type, node_.line, name));
  }

  const LayerNode& node_;
  Point values_;
  bool inactive_ = false;
};

// `name`: the setting with the activation; `alpha` is beside it.
Status ReadActivation(const Settings& settings, const std::string& name, Layer& layer) {
  std::vector<std::string> names = AllNames(ActivationNames());
  names.insert(names.begin() + 1, "linear");  // another name of none
  GF_ASSIGN_OR_RETURN(const size_t choice, settings.Choice(name, names));
  if (choice > 0) layer.activation = ActivationNames()[choice - 1].first;
  GF_ASSIGN_OR_RETURN(layer.alpha,
                      settings.Number("alpha", kAlphaMax, DefaultAlpha(layer.activation)));
  return absl::OkStatus();
}

Status ReadInitializer(const Settings& settings, Layer& layer) {
  GF_ASSIGN_OR_RETURN(const size_t choice,
                      settings.Choice("kernel_initializer", AllNames(InitializerNames())));
  layer.initializer = InitializerNames()[choice].first;
  return absl::OkStatus();
}

StatusOr<Layer> ReadDense(const Settings& settings) {
  Layer layer{.type = LayerType::kDense};
  GF_RETURN_IF_ERROR(settings.CheckNames({"units", "activation", "alpha", "kernel_initializer"}));
  GF_ASSIGN_OR_RETURN(layer.units, settings.Whole("units", 1, kWidthMax));
  GF_RETURN_IF_ERROR(ReadActivation(settings, "activation", layer));
  GF_RETURN_IF_ERROR(ReadInitializer(settings, layer));
  return layer;
}

StatusOr<Layer> ReadConv(const Settings& settings) {
  Layer layer{.type = LayerType::kConv};
  GF_RETURN_IF_ERROR(settings.CheckNames(
      {"filters", "kernel", "padding", "stride", "activation", "alpha", "kernel_initializer"}));
  GF_ASSIGN_OR_RETURN(layer.filters, settings.Whole("filters", 1, kWidthMax));
  GF_ASSIGN_OR_RETURN(layer.kernel, settings.Whole("kernel", 1, kWindowMax));
  GF_ASSIGN_OR_RETURN(layer.stride, settings.Whole("stride", 1, kWindowMax, 1));
  GF_ASSIGN_OR_RETURN(const size_t padding, settings.Choice("padding", {"valid", "same"}));
  layer.same_padding = padding == 1;
  GF_RETURN_IF_ERROR(ReadActivation(settings, "activation", layer));
  GF_RETURN_IF_ERROR(ReadInitializer(settings, layer));
  return layer;
}

StatusOr<Layer> ReadPool(LayerType type, const Settings& settings) {
  Layer layer{.type = type};
  GF_RETURN_IF_ERROR(settings.CheckNames({"size", "stride"}));
  GF_ASSIGN_OR_RETURN(layer.kernel, settings.Whole("size", 1, kWindowMax));
  GF_ASSIGN_OR_RETURN(layer.stride, settings.Whole("stride", 1, kWindowMax, layer.kernel));
  return layer;
}

StatusOr<Layer> ReadDropout(const Settings& settings) {
  Layer layer{.type = LayerType::kDropout};
  GF_RETURN_IF_ERROR(settings.CheckNames({"rate"}));
  GF_ASSIGN_OR_RETURN(layer.rate, settings.Share("rate"));
  return layer;
}

// A layer without settings.
StatusOr<Layer> ReadBare(LayerType type, const Settings& settings) {
  GF_RETURN_IF_ERROR(settings.CheckNames({}));
  return Layer{.type = type};
}

StatusOr<Layer> ReadBatchNorm(const Settings& settings) {
  Layer layer{.type = LayerType::kBatchNorm};
  GF_RETURN_IF_ERROR(settings.CheckNames({"momentum", "epsilon"}));
  GF_ASSIGN_OR_RETURN(layer.momentum, settings.Number("momentum", 1, layer.momentum));
  GF_ASSIGN_OR_RETURN(layer.epsilon, settings.Number("epsilon", 1, layer.epsilon));
  return layer;
}

StatusOr<Layer> ReadPad(const Settings& settings) {
  Layer layer{.type = LayerType::kPad};
  GF_RETURN_IF_ERROR(settings.CheckNames({"size"}));
  GF_ASSIGN_OR_RETURN(layer.pad, settings.Whole("size", 1, kWindowMax));
  return layer;
}

StatusOr<Layer> ReadActivationLayer(const Settings& settings) {
  Layer layer{.type = LayerType::kActivation};
  GF_RETURN_IF_ERROR(settings.CheckNames({"name", "alpha"}));
  GF_RETURN_IF_ERROR(ReadActivation(settings, "name", layer));
  return layer;
}

StatusOr<Layer> ReadOfType(LayerType type, const Settings& settings) {
  switch (type) {
    case LayerType::kDense:
      return ReadDense(settings);
    case LayerType::kConv:
      return ReadConv(settings);
    case LayerType::kMaxPool:
    case LayerType::kAveragePool:
      return ReadPool(type, settings);
    case LayerType::kBatchNorm:
      return ReadBatchNorm(settings);
    case LayerType::kDropout:
      return ReadDropout(settings);
    case LayerType::kActivation:
      return ReadActivationLayer(settings);
    case LayerType::kPad:
      return ReadPad(settings);
    case LayerType::kGlobalAveragePool:
    case LayerType::kFlatten:
      break;
  }
  return ReadBare(type, settings);
}

StatusOr<Layer> ReadLayer(const LayerNode& node, const Settings& settings) {
  for (const auto& [type, name] : LayerTypeNames()) {
    if (node.type == name) return ReadOfType(type, settings);
  }
  return InvalidArgument("layer (line {}): expected {} or repeat, found '{}'", node.line,
                         fmt::join(AllNames(LayerTypeNames()), ", "), node.type);
}

// How often the children of a `repeat` come.
StatusOr<int64_t> ReadTimes(const Settings& settings) {
  GF_RETURN_IF_ERROR(settings.CheckNames({"times"}));
  return settings.Whole("times", 0, kNetworkLayersMax);
}

Status Append(const LayerNode& node, const Point& point, std::vector<Layer>& layers) {
  const Settings settings(node, point);
  if (settings.inactive()) return absl::OkStatus();
  std::vector<Layer> once;
  int64_t times = 1;
  if (node.type == "repeat") {
    // Read once and copied, so that nested empty repeats cost nothing.
    GF_ASSIGN_OR_RETURN(times, ReadTimes(settings));
    GF_ASSIGN_OR_RETURN(once, InstantiateLayers(node.children, point));
  } else {
    GF_ASSIGN_OR_RETURN(Layer layer, ReadLayer(node, settings));
    once.push_back(layer);
  }
  if (layers.size() + once.size() * static_cast<size_t>(times) > size_t{kNetworkLayersMax}) {
    return InvalidArgument("layer {} (line {}): expected at most {} layers in all", node.type,
                           node.line, kNetworkLayersMax);
  }
  for (int64_t i = 0; i < times && !once.empty(); ++i) {
    layers.insert(layers.end(), once.begin(), once.end());
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<Layer>> InstantiateLayers(const std::vector<LayerNode>& nodes,
                                               const Point& point) {
  std::vector<Layer> layers;
  for (const LayerNode& node : nodes) GF_RETURN_IF_ERROR(Append(node, point, layers));
  return layers;
}

}  // namespace gridfold
