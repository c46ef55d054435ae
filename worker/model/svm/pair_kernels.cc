#include "worker/model/svm/pair_kernels.h"

#include <algorithm>

namespace gridfold {
namespace {

// Rows and columns of a tile. Fixed, so that the numbers do not depend on the machine's caches.
constexpr int64_t kTile = 256;

Status CheckStop(const std::atomic<bool>* stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
    return Cancelled("svm: stopped while computing kernel values");
  }
  return absl::OkStatus();
}

int64_t BlockBytes(int64_t size) {
  return size * PaddedRow(size) * static_cast<int64_t>(sizeof(float));
}

// How many floats the largest pair needs that is held whole.
int64_t BlockFloats(const ClassRows& rows, int64_t bytes_max) {
  int64_t largest = 0;
  for (int64_t a = 0; a < rows.Classes(); ++a) {
    for (int64_t b = a + 1; b < rows.Classes(); ++b) {
      const int64_t bytes = BlockBytes(rows.Count(a) + rows.Count(b));
      if (bytes <= bytes_max) largest = std::max(largest, bytes);
    }
  }
  return largest / static_cast<int64_t>(sizeof(float));
}

}  // namespace

PairKernels::PairKernels(const SvmKernel& kernel, ConstMatrix x, const ClassRows& rows,
                         const PairKernelLimits& limits, const GramRows& gram)
    : kernel_(kernel),
      rows_(rows),
      limits_(limits),
      operand_(gram.matrix != nullptr ? KernelOperand(rows.Rows(), gram.matrix)
                                      : KernelOperand(rows.Rows(), KernelCenter(kernel, x))),
      diagonal_(static_cast<size_t>(rows.Classes())),
      block_(1, BlockFloats(rows, limits.block_bytes)) {
  for (int64_t position = 0; position < rows.Rows(); ++position) {
    const int64_t row = rows.source[static_cast<size_t>(position)];
    if (gram.matrix != nullptr) {
      operand_.SetPosition(position, gram.positions[static_cast<size_t>(row)]);
    } else {
      operand_.Set(position, x.row(row));
    }
  }
  int64_t bytes = 0;
  for (int64_t c = 0; c < rows.Classes(); ++c) {
    bytes += rows.Count(c) * rows.Count(c) * static_cast<int64_t>(sizeof(float));
  }
  // With two classes each block is used once; keeping it would only cost memory.
  keep_diagonal_ = rows.Classes() > 2 && bytes <= limits.diagonal_bytes;
}

StatusOr<KernelRows*> PairKernels::Pair(int64_t a, int64_t b, const std::atomic<bool>* stop) {
  GF_RETURN_IF_ERROR(CheckStop(stop));
  const int64_t size = rows_.Count(a) + rows_.Count(b);
  current_.reset();
  if (BlockBytes(size) > limits_.block_bytes) {
    current_ = std::make_unique<CachedKernelRows>(kernel_, operand_, Start(a), rows_.Count(a),
                                                  Start(b), rows_.Count(b), limits_.block_bytes);
  } else {
    GF_RETURN_IF_ERROR(FillDense(a, b, stop));
    if (!AllFinite(block_.data(), size * PaddedRow(size))) {
      return Internal(
          "svm: expected finite kernel values, found an overflow or NaN (classes {}, {})",
          rows_.classes[static_cast<size_t>(a)], rows_.classes[static_cast<size_t>(b)]);
    }
    current_ = std::make_unique<DenseKernelRows>(block_.data(), size);
  }
  return current_.get();
}

Status PairKernels::FillDense(int64_t a, int64_t b, const std::atomic<bool>* stop) {
  const int64_t size_a = rows_.Count(a), size = size_a + rows_.Count(b);
  const int64_t stride = PaddedRow(size);
  float* out = block_.data();
  GF_RETURN_IF_ERROR(CopySquare(a, out, stride, stop));
  GF_RETURN_IF_ERROR(CopySquare(b, out + size_a * stride + size_a, stride, stop));
  GF_RETURN_IF_ERROR(FillCross(a, b, out + size_a, out + size_a * stride, stride, stop));
  for (int64_t r = 0; r < size; ++r) {
    std::fill(out + r * stride + size, out + (r + 1) * stride, 0.0f);
  }
  return absl::OkStatus();
}

Status PairKernels::CopySquare(int64_t c, float* out, int64_t stride,
                               const std::atomic<bool>* stop) {
  if (!keep_diagonal_) return FillSquare(c, out, stride, stop);
  const int64_t size = rows_.Count(c);
  Matrix& kept = diagonal_[static_cast<size_t>(c)];
  if (kept.rows() == 0) {
    Matrix fresh(size, size);
    GF_RETURN_IF_ERROR(FillSquare(c, fresh.data(), size, stop));
    kept = std::move(fresh);
  }
  for (int64_t r = 0; r < size; ++r) std::copy_n(kept.row(r), size, out + r * stride);
  return absl::OkStatus();
}

Status PairKernels::FillSquare(int64_t c, float* out, int64_t stride,
                               const std::atomic<bool>* stop) const {
  const int64_t size = rows_.Count(c), start = Start(c);
  for (int64_t i = 0; i < size; i += kTile) {
    const int64_t height = std::min(kTile, size - i);
    GF_RETURN_IF_ERROR(CheckStop(stop));
    for (int64_t j = i; j < size; j += kTile) {
      const int64_t width = std::min(kTile, size - j);
      float* tile = out + i * stride + j;
      KernelTile(kernel_, operand_, start + i, height, operand_, start + j, width, tile, stride);
      MirrorTile(tile, out + j * stride + i, height, width, stride);
    }
  }
  if (kernel_.type == SvmKernel::Type::kRbf) {
    for (int64_t i = 0; i < size; ++i) {
      // Not over a NaN, which the check of the block must see.
      if (out[i * stride + i] > 0) out[i * stride + i] = 1.0f;
    }
  }
  return absl::OkStatus();
}

Status PairKernels::FillCross(int64_t a, int64_t b, float* out, float* transposed, int64_t stride,
                              const std::atomic<bool>* stop) const {
  const int64_t rows = rows_.Count(a), cols = rows_.Count(b);
  for (int64_t i = 0; i < rows; i += kTile) {
    const int64_t height = std::min(kTile, rows - i);
    GF_RETURN_IF_ERROR(CheckStop(stop));
    for (int64_t j = 0; j < cols; j += kTile) {
      const int64_t width = std::min(kTile, cols - j);
      float* tile = out + i * stride + j;
      KernelTile(kernel_, operand_, Start(a) + i, height, operand_, Start(b) + j, width, tile,
                 stride);
      MirrorTile(tile, transposed + j * stride + i, height, width, stride);
    }
  }
  return absl::OkStatus();
}

}  // namespace gridfold
