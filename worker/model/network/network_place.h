// Where a tensor lies in a network's flat vectors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/network/layer_op.h"
#include "worker/model/network/network.h"

namespace gridfold {

struct Network::Place {
  size_t layer = 0;  // in the shape's layers
  LayerOp* op = nullptr;
  size_t tensor = 0;  // among the layer's
  TensorShape shape;
  size_t begin = 0;  // in the flat vector

  std::string Name() const;
  std::span<float> In(std::span<float> vector) const {
    return vector.subspan(begin, static_cast<size_t>(shape.stored));
  }
  std::span<const float> In(ConstMatrix vector) const {
    return {vector.data + begin, static_cast<size_t>(shape.stored)};
  }
  // `values` in Keras' order.
  void Scatter(std::span<const float> values, std::span<float> vector) const;
  void Gather(std::span<const float> vector, std::span<float> values) const;
};

}  // namespace gridfold
