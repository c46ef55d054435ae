#include "worker/linalg/matrix.h"

#include <cstdlib>

namespace gridfold {

Matrix::Matrix(int64_t rows, int64_t cols) : rows_(rows), cols_(cols) {
  GF_CHECK(rows >= 0 && cols >= 0);
  const size_t bytes = (static_cast<size_t>(rows * cols) * sizeof(float) + 63) / 64 * 64;
  data_.reset(static_cast<float*>(std::aligned_alloc(64, bytes == 0 ? 64 : bytes)));
  GF_CHECK(data_ != nullptr);
}

void Matrix::Free::operator()(float* data) const { std::free(data); }

}  // namespace gridfold
