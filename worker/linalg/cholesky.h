// The Cholesky factor of a symmetric positive definite matrix, in double, and triangular systems
// with it, block by block (Golub and Van Loan, Matrix Computations, 2013, sections 3.1 and 4.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

class Cholesky {
 public:
  // Rows that SolveBlock solves at once.
  static constexpr int64_t kBlock = 96;

  // matrix [size x size], of which the upper triangle counts, = u' u with u upper triangular.
  // Internal: it is not positive definite, or not finite.
  static StatusOr<Cholesky> Of(std::vector<double> matrix, int64_t size);
  // From a factor u that was kept, [size x size]; what stands below its diagonal is ignored.
  // Internal: an entry is not finite, or one of the diagonal not above 0.
  static StatusOr<Cholesky> FromFactor(std::vector<double> u, int64_t size);

  int64_t size() const { return size_; }
  int64_t blocks() const { return (size_ + kBlock - 1) / kBlock; }
  // [size x size], zeros below the diagonal.
  const std::vector<double>& factor() const { return u_; }
  // Sum of the logarithms of u's diagonal: half of the logarithm of the determinant.
  double LogDiagonal() const;

  // Rows [block * kBlock, (block + 1) * kBlock) of the system u' y = x, for `count` right sides: y
  // [size x stride] holds x in these rows and the solution in those above; x becomes the solution.
  // Thread-safe.
  void SolveBlock(int64_t block, int64_t count, double* y, int64_t stride) const;

 private:
  Cholesky(std::vector<double> u, int64_t size) : size_(size), u_(std::move(u)) {}
  int64_t RowsOf(int64_t block) const;
  Status FactorBlock(int64_t block);
  // The inverse of the block on the diagonal.
  void InvertBlock(int64_t block);
  void ClearLower();

  int64_t size_;
  std::vector<double> u_;
  std::vector<double> inverses_;  // [blocks x kBlock x kBlock], upper triangular
};

}  // namespace gridfold
