#include "worker/model/network/pooled_norm.h"

#include "worker/linalg/simd.h"
#include "worker/model/network/lane_vectors.h"

namespace gridfold {
namespace {

#define GF_INLINE [[gnu::always_inline]] inline

template <int kLanes>
using Floats = typename LaneVectors<kLanes>::Floats;

// Calls visit(block, place of the first of four pixels, place of the pooled one) for all windows.
template <int kLanes, typename Visit>
GF_INLINE void ForWindows(const PooledGrid& grid, Visit visit) {
  int64_t pixel = 0, pooled = 0;
  for (int64_t plane = 0; plane < grid.rows * grid.blocks; ++plane) {
    const int64_t channel = plane % grid.blocks * kLanes;
    for (int64_t y = 0; y < grid.height; y += 2, pixel += grid.width * kLanes) {
      for (int64_t x = 0; x < grid.width; x += 2, pixel += 2 * kLanes, pooled += kLanes) {
        visit(channel, pixel, pooled);
      }
    }
  }
}

// A pixel's value and what it was made of.
template <int kLanes>
struct Pixel {
  Floats<kLanes> y, x;
};

template <int kLanes>
GF_INLINE Pixel<kLanes> Larger(const Pixel<kLanes>& first, const Pixel<kLanes>& second) {
  const auto wins = second.y > first.y;
  return {wins ? second.y : first.y, wins ? second.x : first.x};
}

template <int kLanes, bool kPicks>
GF_INLINE void Pool(const PooledGrid& grid, const float* x, const float* scale, const float* shift,
                    float* dst, float* picked) {
  using V = LaneVectors<kLanes>;
  const int64_t below = grid.width * kLanes;
  ForWindows<kLanes>(grid, [&](int64_t channel, int64_t pixel, int64_t pooled) {
    const Floats<kLanes> s = V::At(scale + channel), t = V::At(shift + channel);
    const auto at = [&](int64_t place) -> Pixel<kLanes> {
      const Floats<kLanes> value = V::At(x + place);
      return {s * value + t, value};
    };
    const Pixel<kLanes> upper = Larger<kLanes>(at(pixel), at(pixel + kLanes));
    const Pixel<kLanes> lower = Larger<kLanes>(at(pixel + below), at(pixel + below + kLanes));
    const Pixel<kLanes> largest = Larger<kLanes>(upper, lower);
    V::At(dst + pooled) = largest.y;
    if (kPicks) V::At(picked + pooled) = largest.x;
  });
}

// One window. Loops over the lanes and not their vectors: GCC takes comparisons of vectors apart
// whose outcome is used twice.
template <int kLanes, bool kMasked>
GF_INLINE void UnpoolWindow(const float* __restrict diff, const float* __restrict picked,
                            const float* __restrict top, const float* __restrict bottom,
                            const float* __restrict a, const float* __restrict b,
                            const float* __restrict c, float* __restrict top_dst,
                            float* __restrict bottom_dst) {
  int32_t taken[kLanes];
  for (int i = 0; i < kLanes; ++i) {
    int32_t place = bottom[i] == picked[i] ? 2 : 3;
    place = top[kLanes + i] == picked[i] ? 1 : place;
    taken[i] = top[i] == picked[i] ? 0 : place;
  }
  const auto combine = [&](int number, const float* __restrict x, float* __restrict dst) {
    for (int i = 0; i < kLanes; ++i) {
      const float d = taken[i] == number ? diff[i] : 0.0f;
      const float sum = a[i] * d + b[i] * x[i] + c[i];
      dst[i] = !kMasked || x[i] > 0.0f ? sum : 0.0f;
    }
  };
  combine(0, top, top_dst);
  combine(1, top + kLanes, top_dst + kLanes);
  combine(2, bottom, bottom_dst);
  combine(3, bottom + kLanes, bottom_dst + kLanes);
}

template <int kLanes, bool kMasked>
GF_INLINE void Unpool(const PooledGrid& grid, const float* diff, const float* picked,
                      const float* x, const float* a, const float* b, const float* c, float* dst) {
  const int64_t below = grid.width * kLanes;
  ForWindows<kLanes>(grid, [&](int64_t channel, int64_t pixel, int64_t pooled) {
    UnpoolWindow<kLanes, kMasked>(diff + pooled, picked + pooled, x + pixel, x + pixel + below,
                                  a + channel, b + channel, c + channel, dst + pixel,
                                  dst + pixel + below);
  });
}

#undef GF_INLINE

}  // namespace

GF_SIMD void ScaleAndPool(const PooledGrid& grid, const float* x, const float* scale,
                          const float* shift, float* dst, float* picked) {
  if (picked == nullptr) {
    grid.lanes == 16 ? Pool<16, false>(grid, x, scale, shift, dst, picked)
                     : Pool<8, false>(grid, x, scale, shift, dst, picked);
  } else {
    grid.lanes == 16 ? Pool<16, true>(grid, x, scale, shift, dst, picked)
                     : Pool<8, true>(grid, x, scale, shift, dst, picked);
  }
}

GF_SIMD void UnpoolAndCombine(const PooledGrid& grid, bool masked, const float* diff,
                              const float* picked, const float* x, const float* a, const float* b,
                              const float* c, float* dst) {
  if (masked) {
    grid.lanes == 16 ? Unpool<16, true>(grid, diff, picked, x, a, b, c, dst)
                     : Unpool<8, true>(grid, diff, picked, x, a, b, c, dst);
  } else {
    grid.lanes == 16 ? Unpool<16, false>(grid, diff, picked, x, a, b, c, dst)
                     : Unpool<8, false>(grid, diff, picked, x, a, b, c, dst);
  }
}

}  // namespace gridfold
