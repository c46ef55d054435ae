// The kernel matrices of class pairs, one at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

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

// Holds a centred copy of the training rows in class order, the blocks class x class when they fit,
// and one pair's matrix, in tiles of fixed size filled by KernelTile. Not thread-safe.
class PairKernels {
 public:
  // x [rows x features] as given (not sorted); `rows` says how to sort it. Keeps a reference to
  // `rows` and to the Gram matrix, if there is one, none to x.
  PairKernels(const SvmKernel& kernel, ConstMatrix x, const ClassRows& rows,
              const PairKernelLimits& limits, const GramRows& gram = {});

  // The matrix over the rows of class a, then of class b (a, b: positions in rows.classes); valid
  // until the next call. Cancelled when `stop` (may be null) turned true; Internal when a value is
  // not finite.
  StatusOr<KernelRows*> Pair(int64_t a, int64_t b, const std::atomic<bool>* stop);

 private:
  Status FillDense(int64_t a, int64_t b, const std::atomic<bool>* stop);
  // The symmetric block class x class into `out`.
  Status FillSquare(int64_t c, float* out, int64_t stride, const std::atomic<bool>* stop) const;
  Status CopySquare(int64_t c, float* out, int64_t stride, const std::atomic<bool>* stop);
  // The block a x b into `out` and its transpose into `transposed`.
  Status FillCross(int64_t a, int64_t b, float* out, float* transposed, int64_t stride,
                   const std::atomic<bool>* stop) const;
  int64_t Start(int64_t c) const { return rows_.start[static_cast<size_t>(c)]; }

  const SvmKernel kernel_;
  const ClassRows& rows_;
  const PairKernelLimits limits_;
  KernelOperand operand_;
  bool keep_diagonal_ = false;
  std::vector<Matrix> diagonal_;  // by class; empty until first used
  Matrix block_;                  // room for the largest pair that is held whole
  std::unique_ptr<KernelRows> current_;
};

}  // namespace gridfold
