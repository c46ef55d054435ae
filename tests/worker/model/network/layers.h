// Layers of small networks for tests.
#pragma once

#include <cstdint>

#include "worker/model/network/network.h"

namespace gridfold::testing {

// With same padding and a relu.
inline Layer Conv(int64_t filters, int64_t kernel) {
  return {.type = LayerType::kConv,
          .filters = filters,
          .kernel = kernel,
          .same_padding = true,
          .activation = Activation::kRelu};
}
// 2 x 2, without overlap.
inline Layer Pool() { return {.type = LayerType::kMaxPool, .kernel = 2, .stride = 2}; }
inline Layer Flatten() { return {.type = LayerType::kFlatten}; }
inline Layer Dense(int64_t units, Activation activation) {
  return {.type = LayerType::kDense, .units = units, .activation = activation};
}

}  // namespace gridfold::testing
