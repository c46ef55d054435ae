// From a layer's description to the layer at work: the only place that knows all of them.
#pragma once

#include <memory>

#include "common/spec/layer.h"
#include "worker/model/network/layer_op.h"
#include "worker/model/network/layer_place.h"

namespace gridfold {

// nullptr for a layer that changes nothing but the meaning of its input (flatten, no activation;
// softmax belongs to the loss).
std::unique_ptr<LayerOp> MakeLayerOp(const Layer& layer, const LayerPlace& place);

}  // namespace gridfold
