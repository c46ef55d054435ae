#include "worker/model/svm/kernel.h"

#include <algorithm>

#include "worker/linalg/gemm.h"
#include "worker/linalg/simd.h"
#include "worker/model/svm/fast_exp.h"

namespace gridfold {

// Functions with GF_SIMD have external linkage: their clones are chosen by the dynamic loader.
namespace svm_internal {

GF_SIMD double CenterRow(const float* row, const float* center, int64_t features, float* out) {
  double sums[8] = {};
  int64_t k = 0;
  for (; k + 8 <= features; k += 8) {
    for (int lane = 0; lane < 8; ++lane) {
      const float value = row[k + lane] - center[k + lane];
      out[k + lane] = value;
      sums[lane] += static_cast<double>(value) * value;
    }
  }
  for (; k < features; ++k) {
    out[k] = row[k] - center[k];
    sums[0] += static_cast<double>(out[k]) * out[k];
  }
  double sum = 0;
  for (const double lane : sums) sum += lane;
  return sum;
}

GF_SIMD void RbfFromProducts(float* products, int64_t count, float norm, const float* norms,
                             float gamma) {
  for (int64_t c = 0; c < count; ++c) {
    const float distance = (norm + norms[c]) - 2.0f * products[c];
    // Written so that NaN passes: it must be seen, not turned into a distance of zero.
    products[c] = FastExp(-gamma * (distance < 0 ? 0.0f : distance));
  }
}

// In double: each multiplication in float would add its rounding to that of the product.
GF_SIMD void PolyFromProducts(float* products, int64_t count, double gamma, double coef0,
                              int64_t degree) {
  constexpr int64_t kChunk = 64;
  double base[kChunk], power[kChunk];
  for (int64_t begin = 0; begin < count; begin += kChunk) {
    const int64_t size = std::min(kChunk, count - begin);
    for (int64_t c = 0; c < size; ++c) {
      base[c] = gamma * static_cast<double>(products[begin + c]) + coef0;
      power[c] = 1.0;
    }
    for (int64_t d = 0; d < degree; ++d) {
      for (int64_t c = 0; c < size; ++c) power[c] *= base[c];
    }
    for (int64_t c = 0; c < size; ++c) products[begin + c] = static_cast<float>(power[c]);
  }
}

// x * 0 is zero for finite x and NaN for the others.
GF_SIMD bool AllFiniteFloats(const float* values, int64_t count) {
  float sums[16] = {};
  int64_t k = 0;
  for (; k + 16 <= count; k += 16) {
    for (int lane = 0; lane < 16; ++lane) sums[lane] += values[k + lane] * 0.0f;
  }
  for (; k < count; ++k) sums[0] += values[k] * 0.0f;
  float sum = 0;
  for (const float lane : sums) sum += lane;
  return sum == 0.0f;
}

}  // namespace svm_internal

std::string KernelName(SvmKernel::Type type) {
  switch (type) {
    case SvmKernel::Type::kLinear:
      return "linear";
    case SvmKernel::Type::kRbf:
      return "rbf";
    case SvmKernel::Type::kPoly:
      return "poly";
  }
  return "";
}

StatusOr<SvmKernel::Type> KernelType(const std::string& name) {
  for (const auto type :
       {SvmKernel::Type::kLinear, SvmKernel::Type::kRbf, SvmKernel::Type::kPoly}) {
    if (name == KernelName(type)) return type;
  }
  return InvalidArgument("kernel: expected linear, rbf or poly, found '{}'", name);
}

double ScaleGamma(ConstMatrix x) {
  const double count = static_cast<double>(x.rows) * static_cast<double>(x.cols);
  if (count == 0) return 1;
  double sum = 0;
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t k = 0; k < x.cols; ++k) sum += x.row(r)[k];
  }
  const double mean = sum / count;
  double squares = 0;
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t k = 0; k < x.cols; ++k) {
      const double difference = x.row(r)[k] - mean;
      squares += difference * difference;
    }
  }
  const double variance = squares / count;
  return variance == 0 ? 1 : 1 / (static_cast<double>(x.cols) * variance);
}

std::vector<float> KernelCenter(const SvmKernel& kernel, ConstMatrix x) {
  std::vector<float> center(static_cast<size_t>(x.cols), 0.0f);
  if (kernel.type != SvmKernel::Type::kRbf || x.rows == 0) return center;
  std::vector<double> sums(static_cast<size_t>(x.cols), 0.0);
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t k = 0; k < x.cols; ++k) sums[static_cast<size_t>(k)] += x.row(r)[k];
  }
  for (size_t k = 0; k < sums.size(); ++k) {
    center[k] = static_cast<float>(sums[k] / static_cast<double>(x.rows));
  }
  return center;
}

KernelOperand::KernelOperand(int64_t slots, std::span<const float> center)
    : center_(center.begin(), center.end()),
      rows_(slots, static_cast<int64_t>(center.size())),
      norms_(static_cast<size_t>(slots), 0.0f) {
  std::fill_n(rows_.data(), slots * rows_.cols(), 0.0f);
}

KernelOperand::KernelOperand(int64_t slots, const GramMatrix* gram)
    : gram_(gram),
      positions_(static_cast<size_t>(slots), -1),
      norms_(static_cast<size_t>(slots), 0.0f) {}

void KernelOperand::SetPosition(int64_t slot, int64_t position) {
  positions_[static_cast<size_t>(slot)] = position;
  norms_[static_cast<size_t>(slot)] = gram_->norm(position);
}

void KernelOperand::Set(int64_t slot, const float* row) {
  const double norm = svm_internal::CenterRow(row, center_.data(), features(), rows_.row(slot));
  norms_[static_cast<size_t>(slot)] = static_cast<float>(norm);
}

void KernelOperand::Clear(int64_t slot) {
  norms_[static_cast<size_t>(slot)] = 0.0f;
  if (gram_ != nullptr) {
    positions_[static_cast<size_t>(slot)] = -1;
    return;
  }
  std::fill_n(rows_.row(slot), features(), 0.0f);
}

namespace {

// A run of columns whose places follow each other, so that they are copied at once.
struct Run {
  int64_t column = 0, count = 0, position = 0;
};

std::vector<Run> RunsOf(const KernelOperand& operand, int64_t begin, int64_t count) {
  std::vector<Run> runs;
  for (int64_t c = 0; c < count; ++c) {
    const int64_t position = operand.position(begin + c);
    const bool follows =
        !runs.empty() && (position < 0 ? runs.back().position < 0
                                       : runs.back().position >= 0 &&
                                             runs.back().position + runs.back().count == position);
    if (!follows) runs.push_back({c, 0, position});
    ++runs.back().count;
  }
  return runs;
}

// The products of a's row with b's runs of columns.
void CopyProducts(const KernelOperand& a, int64_t row, std::span<const Run> runs, float* out) {
  const int64_t position = a.position(row);
  const float* const products = position < 0 ? nullptr : a.gram()->row(position);
  for (const Run& run : runs) {
    if (products == nullptr || run.position < 0) {
      std::fill_n(out + run.column, run.count, 0.0f);
    } else {
      std::copy_n(products + run.position, run.count, out + run.column);
    }
  }
}

// One row of kernel values in the place of its products.
void FromProducts(const SvmKernel& kernel, float* products, int64_t count, float norm,
                  const float* norms) {
  if (kernel.type == SvmKernel::Type::kRbf) {
    svm_internal::RbfFromProducts(products, count, norm, norms, static_cast<float>(kernel.gamma));
  } else if (kernel.type == SvmKernel::Type::kPoly) {
    svm_internal::PolyFromProducts(products, count, kernel.gamma, kernel.coef0, kernel.degree);
  }
}

void Products(const KernelOperand& a, int64_t a_begin, int64_t a_count, const KernelOperand& b,
              int64_t b_begin, int64_t b_count, float* out, int64_t stride) {
  Gemm(Transpose::kNo, Transpose::kYes, a_count, b_count, a.features(), 1.0f, a.row(a_begin),
       a.features(), b.row(b_begin), b.features(), 0.0f, out, stride);
}

}  // namespace

void KernelTile(const SvmKernel& kernel, const KernelOperand& a, int64_t a_begin, int64_t a_count,
                const KernelOperand& b, int64_t b_begin, int64_t b_count, float* out,
                int64_t stride) {
  const bool in_gram = a.gram() != nullptr;
  const std::vector<Run> runs = in_gram ? RunsOf(b, b_begin, b_count) : std::vector<Run>();
  if (!in_gram) Products(a, a_begin, a_count, b, b_begin, b_count, out, stride);
  for (int64_t r = 0; r < a_count; ++r) {
    float* const row = out + r * stride;
    if (in_gram) CopyProducts(a, a_begin + r, runs, row);
    FromProducts(kernel, row, b_count, a.norms()[a_begin + r], b.norms() + b_begin);
  }
}

void KernelPanels(const SvmKernel& kernel, const KernelOperand& a, int64_t a_begin, int64_t a_count,
                  const KernelOperand& b, int64_t b_begin, int64_t b_count, float* scratch,
                  float* out, int64_t panel_stride) {
  const bool in_gram = a.gram() != nullptr;
  const std::vector<Run> runs = in_gram ? RunsOf(b, b_begin, b_count) : std::vector<Run>();
  if (!in_gram) Products(a, a_begin, a_count, b, b_begin, b_count, scratch, b_count);
  for (int64_t r = 0; r < a_count; ++r) {
    float* const row = in_gram ? scratch : scratch + r * b_count;
    if (in_gram) CopyProducts(a, a_begin + r, runs, row);
    FromProducts(kernel, row, b_count, a.norms()[a_begin + r], b.norms() + b_begin);
    for (int64_t c = 0; c < b_count; c += kPanel) {
      std::copy_n(row + c, kPanel, out + c / kPanel * panel_stride + r * kPanel);
    }
  }
}

bool AllFinite(const float* values, int64_t count) {
  return svm_internal::AllFiniteFloats(values, count);
}

bool AllFinite(const double* values, int64_t count) {
  double sum = 0;
  for (int64_t k = 0; k < count; ++k) sum += values[k] * 0.0;
  return sum == 0.0;
}

}  // namespace gridfold
