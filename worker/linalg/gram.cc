#include "worker/linalg/gram.h"

#include <algorithm>
#include <utility>

#include "worker/linalg/gemm.h"

namespace gridfold {
namespace {

// Rows and columns of a tile: large enough for the product to run at full speed, small enough for
// the transposed copy to find the tile in cache.
constexpr int64_t kTile = 512;
constexpr int64_t kStopPollMs = 100;

}  // namespace

GramMatrix::GramMatrix(Matrix x) : x_(std::move(x)), products_(x_.rows(), x_.rows()) {
  norms_.resize(static_cast<size_t>(x_.rows()));
  for (int64_t i = 0; i < x_.rows(); ++i) {
    double sum = 0;
    for (int64_t k = 0; k < x_.cols(); ++k) {
      sum += static_cast<double>(x_.row(i)[k]) * static_cast<double>(x_.row(i)[k]);
    }
    norms_[static_cast<size_t>(i)] = static_cast<float>(sum);
  }
  for (int64_t row = 0; row < x_.rows(); row += kTile) {
    for (int64_t col = 0; col <= row; col += kTile) tiles_.push_back({row, col});
  }
}

int64_t GramMatrix::BytesOf(int64_t rows, int64_t features) {
  return rows * (rows + features + 1) * static_cast<int64_t>(sizeof(float));
}

void GramMatrix::ComputeTile(const Tile& tile) const {
  const int64_t height = std::min(kTile, rows() - tile.row);
  const int64_t width = std::min(kTile, rows() - tile.col);
  float* const out = products_.row(tile.row) + tile.col;
  Gemm(Transpose::kNo, Transpose::kYes, height, width, x_.cols(), 1.0F, x_.row(tile.row), x_.cols(),
       x_.row(tile.col), x_.cols(), 0.0F, out, rows());
  if (tile.row != tile.col) {
    MirrorTile(out, rows(), height, width, products_.row(tile.col) + tile.row, rows());
  }
}

Status GramMatrix::Complete(const std::atomic<bool>* stop) const {
  const auto stopped = [stop] {
    return stop != nullptr && stop->load(std::memory_order_relaxed);
  };
  while (!stopped()) {
    const size_t taken = next_.fetch_add(1);
    if (taken >= tiles_.size()) break;
    ComputeTile(tiles_[taken]);
    const MutexLock lock(mutex_);
    if (++done_ == tiles_.size()) changed_.NotifyAll();
  }
  MutexLock lock(mutex_);
  const auto complete = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return done_ == tiles_.size();
  };
  while (!changed_.WaitFor(lock, kStopPollMs, complete)) {
    if (stopped()) return Cancelled("stopped while computing inner products");
  }
  return absl::OkStatus();
}

void MirrorTile(const float* tile, int64_t stride, int64_t rows, int64_t cols, float* transposed,
                int64_t transposed_stride) {
  constexpr int64_t kSquare = 16;
  for (int64_t r0 = 0; r0 < rows; r0 += kSquare) {
    const int64_t r1 = std::min(rows, r0 + kSquare);
    for (int64_t c0 = 0; c0 < cols; c0 += kSquare) {
      const int64_t c1 = std::min(cols, c0 + kSquare);
      for (int64_t c = c0; c < c1; ++c) {
        for (int64_t r = r0; r < r1; ++r) {
          transposed[c * transposed_stride + r] = tile[r * stride + c];
        }
      }
    }
  }
}

}  // namespace gridfold
