// IDX, the format MNIST comes in (LeCun, "The MNIST database", section "File formats"): two zero
// bytes, a type code, the number of dimensions, each dimension as a big-endian 32-bit number, then
// the elements, row-major and big endian.
#pragma once

#include <string>

#include "common/base/status.h"
#include "common/data/array.h"

namespace gridfold {

// The array that `bytes` hold. DataLoss names the file and what was expected and found for: a wrong
// magic, no dimension or more than four, lengths that do not match the bytes that are there.
StatusOr<NumberArray> ParseIdx(std::string bytes, const std::string& name);

}  // namespace gridfold
