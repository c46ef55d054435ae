#include "worker/linalg/gemm_double.h"

#include <algorithm>
#include <memory>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

typedef double Doubles __attribute__((vector_size(64), aligned(8), may_alias));
constexpr int64_t kLanes = 8;
// Twelve sums of a tile stay in registers. A panel of b (32 KiB) stays in the first cache, a block
// of a in the second.
constexpr int64_t kTileRows = 6, kTileCols = 2 * kLanes, kDepth = 256;

// `depth` rows of `width` numbers, `stride` apart, times a factor, padded by zeros to kPanel.
template <int64_t kPanel>
[[gnu::always_inline]] inline void Pack(const double* from, int64_t stride, int64_t depth,
                                        int64_t width, double factor, double* to) {
  for (int64_t d = 0; d < depth; ++d, from += stride, to += kPanel) {
    if (width == kPanel) {
      for (int64_t i = 0; i < kPanel; ++i) to[i] = factor * from[i];
    } else {
      for (int64_t i = 0; i < kPanel; ++i) to[i] = i < width ? factor * from[i] : 0;
    }
  }
}

// c [rows x cols] += the sum over the depth of a's row times b's row.
[[gnu::always_inline]] inline void AddTile(const double* a, const double* b, int64_t depth,
                                           int64_t rows, int64_t cols, double* c, int64_t ldc) {
  Doubles left[kTileRows] = {}, right[kTileRows] = {};
  for (int64_t d = 0; d < depth; ++d, a += kTileRows, b += kTileCols) {
    const Doubles first = *reinterpret_cast<const Doubles*>(b);
    const Doubles second = *reinterpret_cast<const Doubles*>(b + kLanes);
    for (int64_t i = 0; i < kTileRows; ++i) {
      left[i] += first * a[i];
      right[i] += second * a[i];
    }
  }
  if (rows == kTileRows && cols == kTileCols) {
    for (int64_t i = 0; i < kTileRows; ++i, c += ldc) {
      *reinterpret_cast<Doubles*>(c) += left[i];
      *reinterpret_cast<Doubles*>(c + kLanes) += right[i];
    }
    return;
  }
  for (int64_t i = 0; i < rows; ++i, c += ldc) {
    for (int64_t j = 0; j < cols; ++j) c[j] += j < kLanes ? left[i][j] : right[i][j - kLanes];
  }
}

// c [m x n] += packed_a' b for `depth` rows; `panel` has room for one of b.
GF_SIMD void AddDepth(const double* packed_a, int64_t m, int64_t n, int64_t depth, const double* b,
                      int64_t ldb, double* panel, double* c, int64_t ldc) {
  for (int64_t j = 0; j < n; j += kTileCols) {
    const int64_t cols = std::min(kTileCols, n - j);
    Pack<kTileCols>(b + j, ldb, depth, cols, 1, panel);
    for (int64_t i = 0; i < m; i += kTileRows) {
      AddTile(packed_a + i * depth, panel, depth, std::min(kTileRows, m - i), cols, c + i * ldc + j,
              ldc);
    }
  }
}

}  // namespace

void AddOuterProducts(int64_t m, int64_t n, int64_t k, double factor, const double* a, int64_t lda,
                      const double* b, int64_t ldb, double* c, int64_t ldc) {
  const int64_t padded = (m + kTileRows - 1) / kTileRows * kTileRows, most = std::min(k, kDepth);
  const auto room =
      std::make_unique_for_overwrite<double[]>(static_cast<size_t>((padded + kTileCols) * most));
  double* const packed_a = room.get();
  for (int64_t d = 0; d < k; d += kDepth) {
    const int64_t depth = std::min(kDepth, k - d);
    for (int64_t i = 0; i < m; i += kTileRows) {
      Pack<kTileRows>(a + d * lda + i, lda, depth, std::min(kTileRows, m - i), factor,
                      packed_a + i * depth);
    }
    AddDepth(packed_a, m, n, depth, b + d * ldb, ldb, packed_a + padded * most, c, ldc);
  }
}

}  // namespace gridfold
