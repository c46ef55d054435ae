// Extents, parameter counts and texts of concrete layers.
#include "common/spec/layer.h"
#include "common/spec/layer_names.h"

namespace gridfold {
namespace {

// One row's output of one layer: 2^28 floats are a gigabyte.
constexpr int64_t kExtentSizeMax = int64_t{1} << 28;
// The weights of one layer: 2^31 floats are 8 gigabytes. Also keeps all sums within int64_t.
constexpr int64_t kWeightsMax = int64_t{1} << 31;

std::string Place(size_t index, const Layer& layer) {
  return fmt::format("layer {} ({})", index + 1, Describe(layer));
}

// What flows between two layers. A picture of 1 x 1 is still none that dense takes unflattened.
struct Flow {
  Extent extent;
  bool flat = false;
};

bool SlidesWindow(const Layer& layer) {
  return layer.type == LayerType::kConv || layer.type == LayerType::kMaxPool ||
         layer.type == LayerType::kAveragePool;
}

// Keras: "same" gives ceil(input / stride), "valid" floor((input - window) / stride) + 1.
int64_t Slide(const Layer& layer, int64_t input) {
  if (layer.same_padding) return (input + layer.stride - 1) / layer.stride;
  return (input - layer.kernel) / layer.stride + 1;
}

// A layer that asks for a picture but slides no window.
Status NeedPicture(const Flow& flow) {
  if (!flow.flat) return absl::OkStatus();
  return InvalidArgument("expected a picture as its input, found a flat row of {} features",
                         flow.extent.channels);
}

Status SlideWindow(const Layer& layer, Flow& flow) {
  const bool conv = layer.type == LayerType::kConv;
  GF_RETURN_IF_ERROR(NeedPicture(flow));
  const Extent input = flow.extent;
  if (!layer.same_padding && (layer.kernel > input.height || layer.kernel > input.width)) {
    return InvalidArgument("the {} is larger than its input {}x{}", conv ? "kernel" : "window",
                           input.height, input.width);
  }
  flow.extent = {Slide(layer, input.height), Slide(layer, input.width),
                 conv ? layer.filters : input.channels};
  return absl::OkStatus();
}

Status Advance(const Layer& layer, Flow& flow) {
  if (SlidesWindow(layer)) return SlideWindow(layer, flow);
  if (layer.type == LayerType::kPad) {
    GF_RETURN_IF_ERROR(NeedPicture(flow));
    flow.extent.height += 2 * layer.pad;
    flow.extent.width += 2 * layer.pad;
  }
  if (layer.type == LayerType::kGlobalAveragePool) {
    GF_RETURN_IF_ERROR(NeedPicture(flow));
    flow = {{1, 1, flow.extent.channels}, true};
  }
  if (layer.type == LayerType::kFlatten) flow = {{1, 1, flow.extent.Size()}, true};
  if (layer.type == LayerType::kDense) {
    if (!flow.flat) {
      return InvalidArgument("expected flatten before dense, found a picture {}x{}x{}",
                             flow.extent.height, flow.extent.width, flow.extent.channels);
    }
    flow.extent.channels = layer.units;
  }
  return absl::OkStatus();
}

Status CheckSize(const Extent& extent) {
  // Divided step by step, as the product of three large sides may not fit in 64 bits.
  if (extent.height > kExtentSizeMax / extent.width ||
      extent.height * extent.width > kExtentSizeMax / extent.channels) {
    return InvalidArgument("expected an output of at most {} values, found {}x{}x{}",
                           kExtentSizeMax, extent.height, extent.width, extent.channels);
  }
  return absl::OkStatus();
}

int64_t WeightCount(const Layer& layer, const Extent& input) {
  if (layer.type == LayerType::kDense) return (input.channels + 1) * layer.units;
  // gamma, beta and two running statistics.
  if (layer.type == LayerType::kBatchNorm) return 4 * input.channels;
  if (layer.type != LayerType::kConv) return 0;
  return (layer.kernel * layer.kernel * input.channels + 1) * layer.filters;
}

// One layer's place in the network: what flows in becomes what flows out.
Status Connect(const Layer& layer, Flow& flow) {
  const Extent input = flow.extent;
  GF_RETURN_IF_ERROR(Advance(layer, flow));
  GF_RETURN_IF_ERROR(CheckSize(flow.extent));
  if (const int64_t weights = WeightCount(layer, input); weights > kWeightsMax) {
    return InvalidArgument("expected at most {} weights, found {}", kWeightsMax, weights);
  }
  return absl::OkStatus();
}

// The output of each layer; `flow` becomes that of the last one.
StatusOr<std::vector<Extent>> FlowThrough(const std::vector<Layer>& layers, const Extent& input,
                                          Flow& flow) {
  if (input.height < 1 || input.width < 1 || input.channels < 1) {
    return InvalidArgument("expected an input of at least 1x1x1, found {}x{}x{}", input.height,
                           input.width, input.channels);
  }
  GF_RETURN_IF_ERROR(Annotate(CheckSize(input), "input"));
  flow = {input, input.height == 1 && input.width == 1};
  std::vector<Extent> outputs;
  for (size_t i = 0; i < layers.size(); ++i) {
    GF_RETURN_IF_ERROR(Annotate(Connect(layers[i], flow), Place(i, layers[i])));
    if (layers[i].activation == Activation::kSoftmax && i + 1 < layers.size()) {
      return InvalidArgument("{}: expected softmax in the last layer only", Place(i, layers[i]));
    }
    outputs.push_back(flow.extent);
  }
  return outputs;
}

// A dense layer with its softmax, or a softmax layer of its own behind whatever is `classes` wide.
Status CheckLast(const std::vector<Layer>& layers, const Flow& flow, int64_t classes) {
  if (layers.empty()) return InvalidArgument("expected at least one layer, found none");
  const Layer& last = layers.back();
  const bool may_end = last.type == LayerType::kDense || last.type == LayerType::kActivation;
  if (may_end && flow.flat && flow.extent.channels == classes &&
      last.activation == Activation::kSoftmax) {
    return absl::OkStatus();
  }
  return InvalidArgument("{}: expected the last layer to be dense with {} units and softmax",
                         Place(layers.size() - 1, last), classes);
}

std::string WindowText(const Layer& layer, int64_t default_stride) {
  std::string text = fmt::format("{}x{}", layer.kernel, layer.kernel);
  if (layer.stride != default_stride) text += fmt::format(", stride {}", layer.stride);
  return text;
}

std::string ActivationText(const Layer& layer) {
  std::string text = NameIn(ActivationNames(), layer.activation);
  if (DefaultAlpha(layer.activation) != 0) text += fmt::format(" {}", layer.alpha);
  return text;
}

std::string ActivationSuffix(const Layer& layer) {
  return layer.activation == Activation::kNone ? "" : ", " + ActivationText(layer);
}

}  // namespace

StatusOr<std::vector<Extent>> InferExtents(const std::vector<Layer>& layers, const Extent& input,
                                           int64_t classes) {
  Flow flow;
  GF_ASSIGN_OR_RETURN(std::vector<Extent> outputs, FlowThrough(layers, input, flow));
  GF_RETURN_IF_ERROR(CheckLast(layers, flow, classes));
  return outputs;
}

StatusOr<std::vector<Extent>> InferPartExtents(const std::vector<Layer>& layers,
                                               const Extent& input) {
  Flow flow;
  return FlowThrough(layers, input, flow);
}

int64_t CountParameters(const std::vector<Layer>& layers, const std::vector<Extent>& outputs,
                        const Extent& input) {
  int64_t count = 0;
  for (size_t i = 0; i < layers.size(); ++i) {
    count += WeightCount(layers[i], i == 0 ? input : outputs[i - 1]);
  }
  return count;
}

std::string Describe(const Layer& layer) {
  switch (layer.type) {
    case LayerType::kDense:
      return fmt::format("dense {}{}", layer.units, ActivationSuffix(layer));
    case LayerType::kConv:
      return fmt::format("conv {}, {} filters, {}{}", WindowText(layer, 1), layer.filters,
                         layer.same_padding ? "same" : "valid", ActivationSuffix(layer));
    case LayerType::kMaxPool:
      return "max_pool " + WindowText(layer, layer.kernel);
    case LayerType::kAveragePool:
      return "average_pool " + WindowText(layer, layer.kernel);
    case LayerType::kDropout:
      return fmt::format("dropout {}", layer.rate);
    case LayerType::kPad:
      return fmt::format("pad {}", layer.pad);
    case LayerType::kGlobalAveragePool:
    case LayerType::kBatchNorm:
    case LayerType::kFlatten:
      return NameIn(LayerTypeNames(), layer.type);
    case LayerType::kActivation:
      break;
  }
  return "activation " + ActivationText(layer);
}

}  // namespace gridfold
