// The layers that `mlp` and `cnn` stand for.
#include <algorithm>
#include <cmath>

#include "common/spec/catalogue.h"
#include "common/spec/layer.h"
#include "common/spec/layer_names.h"
#include "common/spec/setting.h"

namespace gridfold {
namespace {

constexpr int64_t kWidthMax = 1'000'000;  // units, filters
constexpr int64_t kWindowMax = 1'024;     // kernels, pooling windows
constexpr double kGrowthMax = 1'024;
constexpr double kAlphaMax = 100;

// Reads the parameters of one trial. Layers are counted from 0; in names from 1 (`units_1`).
class Parameters {
 public:
  Parameters(std::string model, Point point) : model_(std::move(model)), point_(std::move(point)) {}

  StatusOr<int64_t> Whole(const std::string& name, int64_t min, int64_t max) const {
    GF_ASSIGN_OR_RETURN(const Value* value, Find(name));
    const auto number = ReadWhole(*value, min, max);
    return number.ok() ? number : At(name, number.status());
  }

  StatusOr<double> Number(const std::string& name, double min, double max, bool max_open) const {
    GF_ASSIGN_OR_RETURN(const Value* value, Find(name));
    const auto number = ReadNumber(*value, min, max, max_open);
    return number.ok() ? number : At(name, number.status());
  }

  StatusOr<size_t> Choice(const std::string& name, const std::vector<std::string>& choices) const {
    GF_ASSIGN_OR_RETURN(const Value* value, Find(name));
    const auto choice = ReadChoice(*value, choices);
    return choice.ok() ? choice : At(name, choice.status());
  }

  StatusOr<bool> Flag(const std::string& name) const {
    GF_ASSIGN_OR_RETURN(const Value* value, Find(name));
    const auto* flag = std::get_if<bool>(value);
    if (flag != nullptr) return *flag;
    return At(name, InvalidArgument("expected true or false, found {}", ToText(*value)));
  }

  // The number, or `fallback` for the text auto.
  StatusOr<double> NumberOrAuto(const std::string& name, double max, double fallback) const {
    GF_ASSIGN_OR_RETURN(const Value* value, Find(name));
    if (*value == Value(std::string("auto"))) return fallback;
    return Number(name, 0, max, /*max_open=*/false);
  }

  // `<name>_<index + 1>` where it is given, else `name`.
  std::string NameFor(const std::string& name, int64_t index) const {
    const std::string own = OwnName(name, index);
    return point_.contains(own) ? own : name;
  }

  // The share that layer `index` drops: `<name>_<index + 1>` where it is given, else `name`.
  StatusOr<double> Share(const std::string& name, int64_t index) const {
    return Number(NameFor(name, index), 0, 1, /*max_open=*/true);
  }

  // How many layers there are: as many as the list in `width` has entries, else the value of
  // `depth`.
  StatusOr<int64_t> Depth(const std::string& depth, const std::string& width) const {
    if (const IntList* list = List(width)) {
      if (list->size() <= size_t{kLayersMax}) return static_cast<int64_t>(list->size());
      return At(width,
                InvalidArgument("expected at most {} entries, found {}", kLayersMax, list->size()));
    }
    return Whole(depth, 0, kLayersMax);
  }

  // The value of layer `index`: `<name>_<index + 1>` where it is given, else the list's entry, else
  // the one number for all.
  StatusOr<int64_t> WholeOf(const std::string& name, int64_t index, int64_t min,
                            int64_t max) const {
    const std::string own = OwnName(name, index);
    if (point_.contains(own)) return Whole(own, min, max);
    const IntList* list = List(name);
    if (list == nullptr) return Whole(name, min, max);
    if (index >= static_cast<int64_t>(list->size())) {
      return At(name, InvalidArgument("expected an entry for layer {}, found {} entries", index + 1,
                                      list->size()));
    }
    const auto number = ReadWhole(Value((*list)[static_cast<size_t>(index)]), min, max);
    return number.ok() ? number : At(name, number.status());
  }

  bool HasOwn(const std::string& name, int64_t index) const {
    return point_.contains(OwnName(name, index)) || List(name) != nullptr;
  }

 private:
  static std::string OwnName(const std::string& name, int64_t index) {
    return fmt::format("{}_{}", name, index + 1);
  }

  const IntList* List(const std::string& name) const {
    const auto found = point_.find(name);
    return found == point_.end() ? nullptr : std::get_if<IntList>(&found->second);
  }

  StatusOr<const Value*> Find(const std::string& name) const {
    const auto found = point_.find(name);
    if (found == point_.end()) return At(name, InvalidArgument("expected a value, found nothing"));
    return &found->second;
  }

  Status At(const std::string& name, const Status& status) const {
    return Annotate(status, fmt::format("{}: {}", model_, name));
  }

  std::string model_;
  Point point_;
};

void AppendDropout(double rate, std::vector<Layer>& layers) {
  if (rate > 0) layers.push_back({.type = LayerType::kDropout, .rate = rate});
}

// What comes of every hidden layer's sum: its activation, perhaps normalised before.
struct HiddenStyle {
  Activation activation = Activation::kRelu;
  double alpha = 0;
  bool batch_norm = false;
  Initializer initializer = Initializer::kGlorotUniform;
};

StatusOr<HiddenStyle> ReadHiddenStyle(const Parameters& parameters) {
  HiddenStyle style;
  std::vector<std::string> names = AllNames(ActivationNames());
  names.pop_back();  // softmax is the last layer's
  GF_ASSIGN_OR_RETURN(const size_t activation, parameters.Choice("activation", names));
  style.activation = ActivationNames()[activation].first;
  GF_ASSIGN_OR_RETURN(style.alpha,
                      parameters.NumberOrAuto("alpha", kAlphaMax, DefaultAlpha(style.activation)));
  GF_ASSIGN_OR_RETURN(style.batch_norm, parameters.Flag("batch_norm"));
  GF_ASSIGN_OR_RETURN(const size_t initializer,
                      parameters.Choice("kernel_initializer", AllNames(InitializerNames())));
  style.initializer = InitializerNames()[initializer].first;
  return style;
}

// `layer` (dense or conv) with its activation, or, normalised, followed by it (Ioffe and Szegedy
// 2015, section 3.2).
void AppendHidden(Layer layer, const HiddenStyle& style, std::vector<Layer>& layers) {
  layer.initializer = style.initializer;
  Layer activation{.type = LayerType::kActivation, .activation = style.activation};
  activation.alpha = style.alpha;
  if (!style.batch_norm) {
    layer.activation = style.activation;
    layer.alpha = style.alpha;
  }
  layers.push_back(layer);
  if (!style.batch_norm) return;
  layers.push_back({.type = LayerType::kBatchNorm});
  if (style.activation != Activation::kNone) layers.push_back(activation);
}

// What the dense part's parameters are called.
struct DenseNames {
  const char* depth;
  const char* units;
};

// `depth` times dense and dropout, then the softmax layer.
Status AppendDense(const Parameters& parameters, const DenseNames& names, int64_t classes,
                   std::vector<Layer>& layers) {
  GF_ASSIGN_OR_RETURN(const HiddenStyle style, ReadHiddenStyle(parameters));
  GF_ASSIGN_OR_RETURN(const int64_t depth, parameters.Depth(names.depth, names.units));
  for (int64_t i = 0; i < depth; ++i) {
    Layer dense{.type = LayerType::kDense};
    GF_ASSIGN_OR_RETURN(dense.units, parameters.WholeOf(names.units, i, 1, kWidthMax));
    AppendHidden(dense, style, layers);
    GF_ASSIGN_OR_RETURN(const double rate, parameters.Share("dropout", i));
    AppendDropout(rate, layers);
  }
  layers.push_back(
      {.type = LayerType::kDense, .units = classes, .activation = Activation::kSoftmax});
  return absl::OkStatus();
}

// The filters of block `index`: its own number, or the first block's times growth^index.
StatusOr<int64_t> Filters(const Parameters& parameters, int64_t index) {
  GF_ASSIGN_OR_RETURN(const int64_t filters, parameters.WholeOf("filters", index, 1, kWidthMax));
  if (parameters.HasOwn("filters", index)) return filters;
  GF_ASSIGN_OR_RETURN(const double growth,
                      parameters.Number("filter_growth", 0, kGrowthMax, /*max_open=*/false));
  const double grown =
      std::round(static_cast<double>(filters) * std::pow(growth, static_cast<double>(index)));
  if (grown >= 1 && grown <= static_cast<double>(kWidthMax)) return static_cast<int64_t>(grown);
  return InvalidArgument("cnn: filters: expected 1 to {} in block {}, found {} * {}^{} = {}",
                         kWidthMax, index + 1, filters, growth, index, grown);
}

// What all blocks of a cnn share.
struct BlockStyle {
  int64_t convs_per_block = 1;
  size_t pool = 0;  // max, average, none
  HiddenStyle hidden;
};

StatusOr<BlockStyle> ReadBlockStyle(const Parameters& parameters) {
  BlockStyle style;
  GF_ASSIGN_OR_RETURN(style.convs_per_block, parameters.Whole("convs_per_block", 1, kLayersMax));
  GF_ASSIGN_OR_RETURN(style.pool, parameters.Choice("pool", {"max", "average", "none"}));
  GF_ASSIGN_OR_RETURN(style.hidden, ReadHiddenStyle(parameters));
  return style;
}

Status AppendBlock(const Parameters& parameters, const BlockStyle& style, int64_t index,
                   std::vector<Layer>& layers) {
  Layer conv{.type = LayerType::kConv};
  GF_ASSIGN_OR_RETURN(conv.filters, Filters(parameters, index));
  GF_ASSIGN_OR_RETURN(conv.kernel, parameters.WholeOf("kernel_size", index, 1, kWindowMax));
  GF_ASSIGN_OR_RETURN(const size_t padding,
                      parameters.Choice(parameters.NameFor("padding", index), {"valid", "same"}));
  conv.same_padding = padding == 1;
  for (int64_t c = 0; c < style.convs_per_block; ++c) AppendHidden(conv, style.hidden, layers);
  if (style.pool < 2) {
    Layer pool{.type = style.pool == 0 ? LayerType::kMaxPool : LayerType::kAveragePool};
    GF_ASSIGN_OR_RETURN(pool.kernel, parameters.WholeOf("pool_size", index, 1, kWindowMax));
    pool.stride = pool.kernel;
    layers.push_back(pool);
  }
  GF_ASSIGN_OR_RETURN(const double rate, parameters.Share("conv_dropout", index));
  AppendDropout(rate, layers);
  return absl::OkStatus();
}

Status AppendBlocks(const Parameters& parameters, std::vector<Layer>& layers) {
  GF_ASSIGN_OR_RETURN(const int64_t depth, parameters.Depth("conv_layers", "filters"));
  if (depth == 0) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(const BlockStyle style, ReadBlockStyle(parameters));
  for (int64_t i = 0; i < depth; ++i) {
    GF_RETURN_IF_ERROR(AppendBlock(parameters, style, i, layers));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<Layer>> ExpandShortForm(const std::string& model, const Point& point,
                                             int64_t classes) {
  if (model != "mlp" && model != "cnn") {
    return InvalidArgument("expected mlp or cnn, found '{}'", model);
  }
  const ModelSchema* schema = FindModel(model);
  const Parameters parameters(model, schema == nullptr ? point : WithDefaults(*schema, point));
  std::vector<Layer> layers;
  if (model == "mlp") {
    layers.push_back({.type = LayerType::kFlatten});
    GF_RETURN_IF_ERROR(AppendDense(parameters, {"hidden_layers", "units"}, classes, layers));
  } else {
    GF_RETURN_IF_ERROR(AppendBlocks(parameters, layers));
    GF_ASSIGN_OR_RETURN(const bool global_pool, parameters.Flag("global_pool"));
    layers.push_back({.type = global_pool ? LayerType::kGlobalAveragePool : LayerType::kFlatten});
    GF_RETURN_IF_ERROR(AppendDense(parameters, {"dense_layers", "dense_units"}, classes, layers));
  }
  return layers;
}

}  // namespace gridfold
