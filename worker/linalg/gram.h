// The inner products of all pairs of rows of a matrix: computed once, shared by every kernel
// parameter, fold, class pair and slot that needs them.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// Thread-safe. Threads that need it compute it together, in tiles of fixed size, so that its bits
// do not depend on who computed what.
class GramMatrix {
 public:
  // Takes the rows; computes nothing yet. Memory: BytesOf, touched as tiles are computed.
  explicit GramMatrix(Matrix x);
  static int64_t BytesOf(int64_t rows, int64_t features);

  // Computes tiles that nobody has taken yet and returns when all are there. Cancelled soon after
  // `stop` (may be null) turned true; what is missing is then left to others.
  Status Complete(const std::atomic<bool>* stop) const;

  // After Complete returned OK:
  int64_t rows() const { return x_.rows(); }
  // [rows]: the inner products of row i with every row.
  const float* row(int64_t i) const { return products_.row(i); }
  // The squared norm of row i, summed in double.
  float norm(int64_t i) const { return norms_[static_cast<size_t>(i)]; }

 private:
  struct Tile {
    int64_t row = 0, col = 0;  // of its first element; col <= row
  };
  void ComputeTile(const Tile& tile) const;

  const Matrix x_;
  mutable Matrix products_;  // each tile is written by the one thread that took it
  std::vector<float> norms_;
  std::vector<Tile> tiles_;
  mutable std::atomic<size_t> next_ = 0;
  mutable Mutex mutex_;
  mutable ConditionVariable changed_;
  mutable size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
};

// transposed[c * transposed_stride + r] = tile[r * stride + c], in small squares that stay in the
// nearest cache.
void MirrorTile(const float* tile, int64_t stride, int64_t rows, int64_t cols, float* transposed,
                int64_t transposed_stride);

}  // namespace gridfold
