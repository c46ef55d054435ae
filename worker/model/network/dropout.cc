#include "worker/model/network/dropout.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/random.h"
#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// MurmurHash3's 32-bit finaliser (Appleby 2011): a bijection that mixes every bit, in operations
// that vectorise.
inline uint32_t Finalise(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

// Two keyed rounds: with one alone, masks of two keys would be permutations of each other by xor.
GF_SIMD void MaskAndScale(const float* from, float* to, int64_t count, uint64_t key,
                          uint32_t threshold, float scale) {
  const auto low = static_cast<uint32_t>(key), high = static_cast<uint32_t>(key >> 32);
  for (int64_t i = 0; i < count; ++i) {
    const uint32_t hash = Finalise(Finalise(static_cast<uint32_t>(i) ^ low) + high);
    to[i] = hash < threshold ? 0.0f : from[i] * scale;
  }
}

GF_SIMD void ScalePositive(const float* y, const float* from, float* to, int64_t count,
                           float scale) {
  for (int64_t i = 0; i < count; ++i) {
    const float scaled = from[i] * scale;
    to[i] = y[i] > 0.0f ? scaled : 0.0f;
  }
}

}  // namespace

DropoutOp::DropoutOp(const Layout& input, double rate, uint64_t layer)
    : layout_(input),
      threshold_(static_cast<uint32_t>(rate * 4294967296.0)),
      scale_(static_cast<float>(1.0 / (1.0 - rate))),
      layer_(layer) {
  GF_CHECK(rate >= 0 && rate < 1);
}

void DropoutOp::ApplyMask(const Pass& pass, const float* from, float* to) const {
  const int64_t count = pass.rows * layout_.Size();
  if (pass.training && threshold_ != 0) {
    const uint64_t key = MixSeed(MixSeed(seed_, layer_), pass.step);
    MaskAndScale(from, to, count, key, threshold_, scale_);
  } else if (from != to) {
    std::copy(from, from + count, to);
  }
}

void DropoutOp::Forward(const Pass& pass, const float* src, float* dst) {
  ApplyMask(pass, src, dst);
}

void DropoutOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                         float* diff_src) {
  if (diff_src == nullptr) return;
  if (masks_relu_) {
    ScalePositive(dst, diff_dst, diff_src, pass.rows * layout_.Size(), scale_);
  } else {
    ApplyMask(pass, diff_dst, diff_src);
  }
}

}  // namespace gridfold
