// What the model files of clusterings have in common.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// Tensor `model.cluster_classes` i32 [clusters]. DataLoss when it is missing, empty or holds a
// negative class.
StatusOr<std::vector<int32_t>> LoadClusterClasses(const TensorFile& file);

// DataLoss that names the tensor unless all values are finite.
template <typename Number>
Status CheckFinite(const std::string& name, const std::vector<Number>& values) {
  for (const Number value : values) {
    if (!std::isfinite(value))
      return DataLoss("{}: expected finite numbers, found {}", name, value);
  }
  return absl::OkStatus();
}

}  // namespace gridfold
