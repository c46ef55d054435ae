#include "worker/linalg/matrix.h"

#include <sys/mman.h>

#include <cstdlib>

namespace gridfold {

Matrix::Matrix(int64_t rows, int64_t cols) : rows_(rows), cols_(cols) {
  GF_CHECK(rows >= 0 && cols >= 0);
  constexpr size_t kHugePage = size_t{2} << 20;
  const size_t wanted = static_cast<size_t>(rows * cols) * sizeof(float);
  const size_t alignment = wanted >= 4 * kHugePage ? kHugePage : 64;
  const size_t bytes = (wanted + alignment - 1) / alignment * alignment;
  data_.reset(static_cast<float*>(std::aligned_alloc(alignment, bytes == 0 ? alignment : bytes)));
  GF_CHECK(data_ != nullptr);
  if (alignment == kHugePage) ::madvise(data_.get(), bytes, MADV_HUGEPAGE);  // a wish, no need
}

void Matrix::Free::operator()(float* data) const { std::free(data); }

}  // namespace gridfold
