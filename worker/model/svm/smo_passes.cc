#include "worker/model/svm/smo_passes.h"

#include <limits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr float kFloatInfinity = std::numeric_limits<float>::infinity();

#define GF_SIMD_LEVEL 1
namespace plain {
#include "worker/model/svm/smo_passes.inl"
}  // namespace plain

#if defined(GF_SIMD_LEVELS)
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
#undef GF_SIMD_LEVEL
#define GF_SIMD_LEVEL 3
namespace v3 {
#include "worker/model/svm/smo_passes.inl"
}  // namespace v3
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4")
#undef GF_SIMD_LEVEL
#define GF_SIMD_LEVEL 4
namespace v4 {
#include "worker/model/svm/smo_passes.inl"
}  // namespace v4
#pragma GCC pop_options
#endif

struct Passes {
  decltype(&plain::UpdateAndFindExtremes) update = plain::UpdateAndFindExtremes;
  decltype(&plain::FindSecond) find = plain::FindSecond;
  decltype(&plain::SubtractRows) subtract = plain::SubtractRows;
  decltype(&plain::UpdateCoarsely) update_coarsely = plain::UpdateCoarsely;
  decltype(&plain::FindSecondCoarsely) find_coarsely = plain::FindSecondCoarsely;
};

Passes FastestPasses() {
#if defined(GF_SIMD_LEVELS)
  if (__builtin_cpu_supports("x86-64-v4")) {
    return {v4::UpdateAndFindExtremes, v4::FindSecond, v4::SubtractRows, v4::UpdateCoarsely,
            v4::FindSecondCoarsely};
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    return {v3::UpdateAndFindExtremes, v3::FindSecond, v3::SubtractRows, v3::UpdateCoarsely,
            v3::FindSecondCoarsely};
  }
#endif
  return {};
}

const Passes kPasses = FastestPasses();

}  // namespace

Extremes UpdateAndFindExtremes(double* f, const float* rise, const float* fall, RowParts parts,
                               double step, KernelRow row_i, KernelRow row_j) {
  return kPasses.update(f, rise, fall, parts, step, row_i, row_j);
}

int64_t FindSecond(const double* f, const float* fall, const float* diagonal, RowParts parts,
                   double top, double diagonal_i, KernelRow row_i) {
  return kPasses.find(f, fall, diagonal, parts, top, diagonal_i, row_i);
}

Extremes UpdateCoarsely(float* f, const float* rise, const float* fall, RowParts parts, float step,
                        KernelRow row_i, KernelRow row_j) {
  return kPasses.update_coarsely(f, rise, fall, parts, step, row_i, row_j);
}

int64_t FindSecondCoarsely(const float* f, const float* fall, const float* diagonal, RowParts parts,
                           float top, float diagonal_i, KernelRow row_i) {
  return kPasses.find_coarsely(f, fall, diagonal, parts, top, diagonal_i, row_i);
}

void SubtractRows(double* f, const double* factors, const KernelRow* rows, RowParts parts) {
  kPasses.subtract(f, factors, rows, parts);
}

GF_SIMD void SubtractRow(double* f, double factor, const float* row, int64_t length) {
  for (int64_t t = 0; t < length; ++t) f[t] -= factor * static_cast<double>(row[t]);
}

}  // namespace gridfold
