// Kernel functions of support vector machines, computed for tiles of rows by matrix products.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/gram.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// Rows as places in a Gram matrix; no matrix: inner products are computed where they are needed.
struct GramRows {
  const GramMatrix* matrix = nullptr;  // complete
  std::span<const int64_t> positions;  // of each row, in the order in which the rows are given
};

// K(x, y): linear x.y; rbf exp(-gamma |x - y|^2); poly (gamma x.y + coef0)^degree.
struct SvmKernel {
  enum class Type { kLinear, kRbf, kPoly };
  Type type = Type::kRbf;
  double gamma = 1;
  double coef0 = 0;
  int64_t degree = 3;
  bool operator==(const SvmKernel&) const = default;
};

// "linear", "rbf", "poly" and back; InvalidArgument for any other name.
std::string KernelName(SvmKernel::Type type);
StatusOr<SvmKernel::Type> KernelType(const std::string& name);

// gamma `scale`: 1 / (features * variance of all values of x), 1 when the variance is zero, as in
// scikit-learn. Two passes in double.
double ScaleGamma(ConstMatrix x);

// What is subtracted from every row before kernels are computed: for rbf the mean of each column
// of x, for the others zeros. Distances do not change, but |x|^2 + |y|^2 - 2 x.y then keeps its
// digits when the rows lie far from the origin.
std::vector<float> KernelCenter(const SvmKernel& kernel, ConstMatrix x);

// Rows made ready for KernelTile: centred copies and their squared norms, or the places of rows in
// a Gram matrix that holds their inner products already. Slots never set hold rows of zeros.
class KernelOperand {
 public:
  // `center` has one value for each feature.
  KernelOperand(int64_t slots, std::span<const float> center);
  // Complete `gram` outlives the operand; its rows are what KernelCenter asks for.
  KernelOperand(int64_t slots, const GramMatrix* gram);
  // Set is for the first kind of operand, SetPosition for the second.
  void Set(int64_t slot, const float* row);
  void SetPosition(int64_t slot, int64_t position);
  void Clear(int64_t slot);

  int64_t features() const { return rows_.cols(); }
  const float* row(int64_t slot) const { return rows_.row(slot); }
  const float* norms() const { return norms_.data(); }
  const GramMatrix* gram() const { return gram_; }
  // The row of the Gram matrix, or -1 for a row of zeros.
  int64_t position(int64_t slot) const { return positions_[static_cast<size_t>(slot)]; }

 private:
  std::vector<float> center_;
  Matrix rows_;
  const GramMatrix* gram_ = nullptr;
  std::vector<int64_t> positions_;
  std::vector<float> norms_;
};

// out[r * stride + c] = K(a's row a_begin + r, b's row b_begin + c), float: within a few rounding
// errors of the scalar products, and of FastExp. Not finite where poly overflows or an input is
// not finite. Deterministic for equal shapes. Thread-safe. Both operands are of one kind.
void KernelTile(const SvmKernel& kernel, const KernelOperand& a, int64_t a_begin, int64_t a_count,
                const KernelOperand& b, int64_t b_begin, int64_t b_count, float* out,
                int64_t stride);

// The same values, b_count a multiple of kPanel, in panels of kPanel columns: (r, c) stands at
// out[c / kPanel * panel_stride + r * kPanel + c % kPanel], which is how score_pass.h reads them.
// `scratch` has room for a_count x b_count floats.
constexpr int64_t kPanel = 32;
void KernelPanels(const SvmKernel& kernel, const KernelOperand& a, int64_t a_begin, int64_t a_count,
                  const KernelOperand& b, int64_t b_begin, int64_t b_count, float* scratch,
                  float* out, int64_t panel_stride);

// Whether all values are finite.
bool AllFinite(const float* values, int64_t count);
bool AllFinite(const double* values, int64_t count);

}  // namespace gridfold
