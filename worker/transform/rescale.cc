#include "worker/transform/rescale.h"

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

GF_SIMD void DivideSubtract(float* x, int64_t count, double divide, double subtract) {
  for (int64_t i = 0; i < count; ++i) x[i] = static_cast<float>(x[i] / divide - subtract);
}

}  // namespace

void Rescale::Apply(Matrix& x) const {
  DivideSubtract(x.data(), x.rows() * x.cols(), divide_, subtract_);
}

Status Rescale::Load(const TensorFile& file, const std::string& prefix) { return absl::OkStatus(); }

}  // namespace gridfold
