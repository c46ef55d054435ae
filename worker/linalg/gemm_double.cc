#include "worker/linalg/gemm_double.h"

#include <algorithm>
#include <vector>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

typedef double Doubles __attribute__((vector_size(64), aligned(8), may_alias));
constexpr int64_t kLanes = 8;
// Twelve sums of a tile stay in registers. A panel of b (32 KiB) stays in the first cache, a block
// of a in the second.
constexpr int64_t kTileRows = 6, kTileCols = 2 * kLanes, kDepth = 256;

// Columns [first, first + width) of rows of `from`, padded by zeros to `panel`, one row after
// another.
void Pack(const double* from, int64_t stride, int64_t depth, int64_t width, int64_t panel,
          double factor, double* to) {
  for (int64_t d = 0; d < depth; ++d, from += stride, to += panel) {
    for (int64_t i = 0; i < width; ++i) to[i] = factor * from[i];
    for (int64_t i = width; i < panel; ++i) to[i] = 0;
  }
}

// tile [kTileRows x kTileCols] = sum over the depth of a's row times b's row.
GF_SIMD void MultiplyPanels(const double* a, const double* b, int64_t depth, double* tile) {
  Doubles left[kTileRows] = {}, right[kTileRows] = {};
  for (int64_t d = 0; d < depth; ++d, a += kTileRows, b += kTileCols) {
    const Doubles first = *reinterpret_cast<const Doubles*>(b);
    const Doubles second = *reinterpret_cast<const Doubles*>(b + kLanes);
    for (int64_t i = 0; i < kTileRows; ++i) {
      left[i] += first * a[i];
      right[i] += second * a[i];
    }
  }
  for (int64_t i = 0; i < kTileRows; ++i) {
    *reinterpret_cast<Doubles*>(tile + i * kTileCols) = left[i];
    *reinterpret_cast<Doubles*>(tile + i * kTileCols + kLanes) = right[i];
  }
}

void AddTile(const double* tile, int64_t rows, int64_t cols, double* c, int64_t ldc) {
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < cols; ++j) c[i * ldc + j] += tile[i * kTileCols + j];
  }
}

}  // namespace

void AddOuterProducts(int64_t m, int64_t n, int64_t k, double factor, const double* a, int64_t lda,
                      const double* b, int64_t ldb, double* c, int64_t ldc) {
  const int64_t a_panels = (m + kTileRows - 1) / kTileRows;
  std::vector<double> packed_a(static_cast<size_t>(a_panels * kTileRows * std::min(k, kDepth)));
  std::vector<double> packed_b(static_cast<size_t>(kTileCols * std::min(k, kDepth)));
  alignas(64) double tile[kTileRows * kTileCols];
  for (int64_t d = 0; d < k; d += kDepth) {
    const int64_t depth = std::min(kDepth, k - d);
    for (int64_t p = 0; p < a_panels; ++p) {
      Pack(a + d * lda + p * kTileRows, lda, depth, std::min(kTileRows, m - p * kTileRows),
           kTileRows, factor, packed_a.data() + p * kTileRows * depth);
    }
    for (int64_t j = 0; j < n; j += kTileCols) {
      const int64_t cols = std::min(kTileCols, n - j);
      Pack(b + d * ldb + j, ldb, depth, cols, kTileCols, 1, packed_b.data());
      for (int64_t p = 0; p < a_panels; ++p) {
        MultiplyPanels(packed_a.data() + p * kTileRows * depth, packed_b.data(), depth, tile);
        const int64_t i = p * kTileRows;
        AddTile(tile, std::min(kTileRows, m - i), cols, c + i * ldc + j, ldc);
      }
    }
  }
}

}  // namespace gridfold
