// From a layer's description to the layer at work: the only place that knows all of them.
#pragma once

#include <cstdint>
#include <memory>

#include "common/spec/layer.h"
#include "worker/model/network/layer_op.h"

namespace gridfold {

// nullptr for a layer that changes nothing (flatten, no activation; softmax belongs to the loss).
// `input` is what flows in, checked by InferExtents; `place` the layer's number in its network.
std::unique_ptr<LayerOp> MakeLayerOp(const Layer& layer, const Extent& input,
                                     int64_t batch_rows_max, uint64_t place);

}  // namespace gridfold
