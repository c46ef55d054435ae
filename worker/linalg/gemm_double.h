// Matrix product in double precision, for sums whose digits matter (covariances, triangular
// systems). oneDNN has none; Eigen, compiled for every processor, takes eight times as long.
#pragma once

#include <cstdint>

namespace gridfold {

// c [m x n] += factor * a' b, with a [k x m] and b [k x n]: the sum over their k rows of outer
// products. Row-major, leading dimensions in elements; c overlaps neither a nor b. Thread-safe, on
// the calling thread alone; the same arguments, the same bits.
void AddOuterProducts(int64_t m, int64_t n, int64_t k, double factor, const double* a, int64_t lda,
                      const double* b, int64_t ldb, double* c, int64_t ldc);

}  // namespace gridfold
