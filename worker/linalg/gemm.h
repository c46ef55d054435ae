// Single-precision matrix product, on oneDNN. Networks call its other
// primitives in worker/model/network/onednn. Deterministic: one thread, so the same shapes give the same bits.
#pragma once

#include <cstdint>

namespace gridfold {

enum class Transpose { kNo, kYes };

// c [m x n] = alpha * op(a) [m x k] * op(b) [k x n] + beta * c; row-major, leading dimensions in
// elements. Thread-safe; uses only the calling thread.
void Gemm(Transpose a_transpose, Transpose b_transpose, int64_t m, int64_t n, int64_t k,
          float alpha, const float* a, int64_t lda, const float* b, int64_t ldb, float beta,
          float* c, int64_t ldc);

}  // namespace gridfold
