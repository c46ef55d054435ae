#include "worker/model/cluster/outer_products.h"

#include <algorithm>
#include <vector>

#include "worker/linalg/gemm_double.h"
#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr int64_t kBlock = 96;  // rows of a triangle that are a part
constexpr int64_t kRows = 256;  // of x that are added at once

GF_SIMD void CopyDifference(const float* row, const double* centre, int64_t count, double* to) {
  for (int64_t j = 0; j < count; ++j) to[j] = static_cast<double>(row[j]) - centre[j];
}

// Rows [first, last) of the triangle.
Status AddBlock(ConstMatrix x, const WeightedRows& part, int64_t first, int64_t last,
                const std::atomic<bool>* stop) {
  const int64_t cols = x.cols - first, block = last - first;
  std::vector<double> right(static_cast<size_t>(kRows * cols));
  std::vector<double> left(static_cast<size_t>(kRows * block));
  const auto count = static_cast<int64_t>(part.rows.size());
  for (int64_t begin = 0; begin < count; begin += kRows) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      return Cancelled("gmm: stopped in a maximization step");
    }
    const int64_t rows = std::min(kRows, count - begin);
    for (int64_t i = 0; i < rows; ++i) {
      const auto place = static_cast<size_t>(begin + i);
      double* const difference = right.data() + i * cols;
      CopyDifference(x.row(part.rows[place]) + first, part.centre + first, cols, difference);
      for (int64_t j = 0; j < block; ++j) {
        left[static_cast<size_t>(i * block + j)] = part.weights[place] * difference[j];
      }
    }
    AddOuterProducts(block, cols, rows, 1, left.data(), block, right.data(), cols,
                     part.sums + first * x.cols + first, x.cols);
  }
  return absl::OkStatus();
}

}  // namespace

Status AddUpperProducts(ConstMatrix x, std::span<const WeightedRows> all, PartRunner* crew,
                        const std::atomic<bool>* stop) {
  const int64_t blocks = (x.cols + kBlock - 1) / kBlock;
  return ForEachPart(crew, blocks * static_cast<int64_t>(all.size()), [&](int64_t part) {
    const int64_t first = part % blocks * kBlock;
    return AddBlock(x, all[static_cast<size_t>(part / blocks)], first,
                    std::min(x.cols, first + kBlock), stop);
  });
}

}  // namespace gridfold
