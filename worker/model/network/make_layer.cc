#include "worker/model/network/make_layer.h"

#include "worker/model/network/activation.h"
#include "worker/model/network/batch_norm.h"
#include "worker/model/network/conv.h"
#include "worker/model/network/dense.h"
#include "worker/model/network/dropout.h"
#include "worker/model/network/pad.h"
#include "worker/model/network/pool.h"

namespace gridfold {
namespace {

std::unique_ptr<LayerOp> MakeActivation(const Layer& layer, const Layout& input) {
  const ActivationFunction function = ActivationOf(layer);
  if (function.kind == Activation::kNone) return nullptr;
  return std::make_unique<ActivationOp>(input, function);
}

}  // namespace

std::unique_ptr<LayerOp> MakeLayerOp(const Layer& layer, const LayerPlace& place) {
  const Layout& input = place.input;
  switch (layer.type) {
    case LayerType::kDense:
      return std::make_unique<DenseOp>(layer, input, place.lanes);
    case LayerType::kConv:
      return std::make_unique<ConvOp>(layer, place);
    case LayerType::kMaxPool:
      return std::make_unique<MaxPoolOp>(input, layer.kernel, layer.stride, place.batch_rows_max);
    case LayerType::kAveragePool:
      return std::make_unique<AveragePoolOp>(input, layer.kernel, layer.stride);
    case LayerType::kGlobalAveragePool:
      return std::make_unique<GlobalAveragePoolOp>(input, place.lanes);
    case LayerType::kBatchNorm:
      return std::make_unique<BatchNormOp>(input, layer.momentum, layer.epsilon);
    case LayerType::kDropout:
      return std::make_unique<DropoutOp>(input, layer.rate, place.number);
    case LayerType::kActivation:
      return MakeActivation(layer, input);
    case LayerType::kPad:
      return std::make_unique<PadOp>(input, layer.pad);
    case LayerType::kFlatten:
      break;
  }
  return nullptr;
}

}  // namespace gridfold
