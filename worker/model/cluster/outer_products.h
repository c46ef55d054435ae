// Weighted sums of outer products of rows.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// Some rows of x and their weights.
struct WeightedRows {
  std::span<const int32_t> rows;
  std::span<const double> weights;
  const double* centre = nullptr;  // [x.cols]
  double* sums = nullptr;          // [x.cols x x.cols]
};

// For each of `all`: the upper triangle of `sums`, zero before, becomes the sum of weight (x -
// centre)' (x - centre), in row order, in double. What stands below the diagonal is of no meaning.
// Blocks of rows of the triangles are parts for the crew. Cancelled when `stop` turns true.
Status AddUpperProducts(ConstMatrix x, std::span<const WeightedRows> all, PartRunner* crew,
                        const std::atomic<bool>* stop);

}  // namespace gridfold
