// The kernel matrices of class pairs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/kernel.h"
#include "worker/model/svm/kernel_rows.h"

namespace gridfold {

// Where the bounds of memory lie. Tests lower them.
struct PairKernelLimits {
  int64_t block_bytes = int64_t{1} << 30;     // one pair's whole matrix; above it, a row cache
  int64_t diagonal_bytes = int64_t{1} << 28;  // the blocks class x class, which many pairs share
};

// Holds a centred copy of the training rows in class order and the blocks class x class, when they
// fit; all blocks are filled in tiles of fixed size by KernelTile.
class PairKernels {
 public:
  // x [rows x features] as given (not sorted); `rows` says how to sort it. Keeps a reference to
  // `rows` and to the Gram matrix, if there is one, none to x.
  PairKernels(const SvmKernel& kernel, ConstMatrix x, const ClassRows& rows,
              const PairKernelLimits& limits, const GramRows& gram = {});

  // Computes the blocks class x class, if they are kept; before the first Pair. Cancelled when
  // `stop` (may be null) turned true; Internal when a value is not finite.
  Status Prepare(PartRunner* crew, const std::atomic<bool>* stop);

  // The matrix over the rows of class a, then of class b (a, b: positions in rows.classes), in two
  // parts. It refers to this object. Thread-safe. Errors as those of Prepare.
  StatusOr<std::unique_ptr<KernelRows>> Pair(int64_t a, int64_t b,
                                             const std::atomic<bool>* stop) const;

 private:
  using Block = std::shared_ptr<const Matrix>;
  // The symmetric block class x class [n x PaddedRow(n)].
  StatusOr<Block> Square(int64_t c, const std::atomic<bool>* stop) const;
  // The block a x b and its transpose, each row padded.
  Status FillCross(int64_t a, int64_t b, Matrix& block, Matrix& transposed,
                   const std::atomic<bool>* stop) const;
  int64_t Start(int64_t c) const { return rows_.start[static_cast<size_t>(c)]; }

  const SvmKernel kernel_;
  const ClassRows& rows_;
  const PairKernelLimits limits_;
  KernelOperand operand_;
  bool keeps_squares_ = false;
  std::vector<Block> squares_;  // by class; null when they are not kept
};

}  // namespace gridfold
