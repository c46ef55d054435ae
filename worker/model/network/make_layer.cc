#include "worker/model/network/make_layer.h"

#include "worker/model/network/conv.h"
#include "worker/model/network/dense.h"
#include "worker/model/network/dropout.h"
#include "worker/model/network/pool.h"
#include "worker/model/network/relu.h"

namespace gridfold {

std::unique_ptr<LayerOp> MakeLayerOp(const Layer& layer, const Extent& input,
                                     int64_t batch_rows_max, uint64_t place) {
  const bool relu = layer.activation == Activation::kRelu;
  switch (layer.type) {
    case LayerType::kDense:
      return std::make_unique<DenseOp>(input.Size(), layer.units, relu);
    case LayerType::kConv:
      return std::make_unique<ConvOp>(
          MakeWindow(input, layer.kernel, layer.stride, layer.same_padding), layer.filters, relu);
    case LayerType::kMaxPool:
      return std::make_unique<MaxPoolOp>(MakeWindow(input, layer.kernel, layer.stride, false),
                                         batch_rows_max);
    case LayerType::kAveragePool:
      return std::make_unique<AveragePoolOp>(MakeWindow(input, layer.kernel, layer.stride, false));
    case LayerType::kDropout:
      return std::make_unique<DropoutOp>(input.Size(), layer.rate, place);
    case LayerType::kActivation:
      return relu ? std::make_unique<ReluOp>(input.Size()) : nullptr;
    case LayerType::kFlatten:
      break;
  }
  return nullptr;
}

}  // namespace gridfold
