#include "worker/linalg/gemm.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include "common/base/check.h"

namespace gridfold {

void Gemm(Transpose a_transpose, Transpose b_transpose, int64_t m, int64_t n, int64_t k,
          float alpha, const float* a, int64_t lda, const float* b, int64_t ldb, float beta,
          float* c, int64_t ldc) {
  if (m == 0 || n == 0) return;
  // OpenMP's thread count belongs to the calling thread; an environment variable would not do, as
  // it also speaks for libraries that share the process.
  omp_set_num_threads(1);
  const dnnl_status_t status =
      dnnl_sgemm(a_transpose == Transpose::kYes ? 'T' : 'N',
                 b_transpose == Transpose::kYes ? 'T' : 'N', m, n, k, alpha, a, lda, b, ldb, beta,
                 c, ldc);
  GF_CHECK(status == dnnl_success);
}

}  // namespace gridfold
