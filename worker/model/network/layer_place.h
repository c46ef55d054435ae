// What surrounds a layer in its network.
#pragma once

#include <cstdint>

#include "worker/model/network/layout.h"

namespace gridfold {

// What a layer is told of its place.
struct LayerPlace {
  Layout input = {};   // what flows in, checked by InferExtents
  int64_t lanes = 16;  // of results
  int64_t batch_rows_max = 0;
  uint64_t number = 0;        // in its network
  bool data_gradient = true;  // somebody before it learns
  bool bfloat16 = false;      // convolutions train with rounded factors
};

}  // namespace gridfold
