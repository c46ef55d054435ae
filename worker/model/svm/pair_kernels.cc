#include "worker/model/svm/pair_kernels.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

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

// Fills the padding of all rows with zeros.
void ClearPadding(Matrix& block, int64_t cols) {
  for (int64_t r = 0; r < block.rows(); ++r) {
    std::fill(block.row(r) + cols, block.row(r) + block.cols(), 0.0f);
  }
}

Status NotFinite(const std::string& where) {
  return Internal("svm: expected finite kernel values, found an overflow or NaN ({})", where);
}

// A pair's matrix as four blocks.
class BlockKernelRows : public KernelRows {
 public:
  std::shared_ptr<const Matrix> square_a, square_b;
  Matrix cross, transposed;  // a x b, b x a

  int64_t Size() const override { return square_a->rows() + square_b->rows(); }
  int64_t FirstSize() const override { return square_a->rows(); }
  KernelRow Row(int64_t i) override {
    const int64_t own = i - FirstSize();
    if (own < 0) return {square_a->row(i), cross.row(i)};
    return {transposed.row(own), square_b->row(own)};
  }
  float Diagonal(int64_t i) override {
    const int64_t own = i - FirstSize();
    return own < 0 ? square_a->row(i)[i] : square_b->row(own)[own];
  }
  bool Finite() const override { return true; }
};

}  // namespace

PairKernels::PairKernels(const SvmKernel& kernel, ConstMatrix x, const ClassRows& rows,
                         const PairKernelLimits& limits, const GramRows& gram)
    : kernel_(kernel),
      rows_(rows),
      limits_(limits),
      operand_(gram.matrix != nullptr ? KernelOperand(rows.Rows(), gram.matrix)
                                      : KernelOperand(rows.Rows(), KernelCenter(kernel, x))),
      squares_(static_cast<size_t>(rows.Classes())) {
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
    bytes += rows.Count(c) * PaddedRow(rows.Count(c)) * static_cast<int64_t>(sizeof(float));
  }
  // With two classes each block is used once; keeping it would only cost memory.
  keeps_squares_ = rows.Classes() > 2 && bytes <= limits.diagonal_bytes;
}

Status PairKernels::Prepare(PartRunner* crew, const std::atomic<bool>* stop) {
  if (!keeps_squares_) return absl::OkStatus();
  return ForEachPart(crew, rows_.Classes(), [&](int64_t c) -> Status {
    GF_ASSIGN_OR_RETURN(squares_[static_cast<size_t>(c)], Square(c, stop));
    return absl::OkStatus();
  });
}

StatusOr<std::unique_ptr<KernelRows>> PairKernels::Pair(int64_t a, int64_t b,
                                                        const std::atomic<bool>* stop) const {
  GF_RETURN_IF_ERROR(CheckStop(stop));
  const int64_t size = rows_.Count(a) + rows_.Count(b);
  if (size * size * static_cast<int64_t>(sizeof(float)) > limits_.block_bytes) {
    return std::make_unique<CachedKernelRows>(kernel_, operand_, Start(a), rows_.Count(a), Start(b),
                                              rows_.Count(b), limits_.block_bytes);
  }
  auto pair = std::make_unique<BlockKernelRows>();
  pair->square_a = squares_[static_cast<size_t>(a)];
  pair->square_b = squares_[static_cast<size_t>(b)];
  if (!keeps_squares_) {
    GF_ASSIGN_OR_RETURN(pair->square_a, Square(a, stop));
    GF_ASSIGN_OR_RETURN(pair->square_b, Square(b, stop));
  }
  GF_RETURN_IF_ERROR(FillCross(a, b, pair->cross, pair->transposed, stop));
  return pair;
}

StatusOr<PairKernels::Block> PairKernels::Square(int64_t c, const std::atomic<bool>* stop) const {
  const int64_t size = rows_.Count(c), start = Start(c);
  auto block = std::make_shared<Matrix>(size, PaddedRow(size));
  const int64_t stride = block->cols();
  for (int64_t i = 0; i < size; i += kTile) {
    const int64_t height = std::min(kTile, size - i);
    GF_RETURN_IF_ERROR(CheckStop(stop));
    for (int64_t j = i; j < size; j += kTile) {
      const int64_t width = std::min(kTile, size - j);
      float* const tile = block->row(i) + j;
      KernelTile(kernel_, operand_, start + i, height, operand_, start + j, width, tile, stride);
      MirrorTile(tile, stride, height, width, block->row(j) + i, stride);
    }
  }
  ClearPadding(*block, size);
  if (!AllFinite(block->data(), size * stride)) {
    return NotFinite(fmt::format("class {}", rows_.classes[static_cast<size_t>(c)]));
  }
  if (kernel_.type == SvmKernel::Type::kRbf) {
    for (int64_t i = 0; i < size; ++i) block->row(i)[i] = 1.0f;
  }
  return Block(std::move(block));
}

Status PairKernels::FillCross(int64_t a, int64_t b, Matrix& block, Matrix& transposed,
                              const std::atomic<bool>* stop) const {
  const int64_t rows = rows_.Count(a), cols = rows_.Count(b);
  block = Matrix(rows, PaddedRow(cols));
  transposed = Matrix(cols, PaddedRow(rows));
  for (int64_t i = 0; i < rows; i += kTile) {
    const int64_t height = std::min(kTile, rows - i);
    GF_RETURN_IF_ERROR(CheckStop(stop));
    for (int64_t j = 0; j < cols; j += kTile) {
      const int64_t width = std::min(kTile, cols - j);
      float* const tile = block.row(i) + j;
      KernelTile(kernel_, operand_, Start(a) + i, height, operand_, Start(b) + j, width, tile,
                 block.cols());
      MirrorTile(tile, block.cols(), height, width, transposed.row(j) + i, transposed.cols());
    }
  }
  ClearPadding(block, cols);
  ClearPadding(transposed, rows);
  if (AllFinite(block.data(), rows * block.cols())) return absl::OkStatus();
  return NotFinite(fmt::format("classes {}, {}", rows_.classes[static_cast<size_t>(a)],
                               rows_.classes[static_cast<size_t>(b)]));
}

}  // namespace gridfold
