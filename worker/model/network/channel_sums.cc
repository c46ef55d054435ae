#include "worker/model/network/channel_sums.h"

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

#define GF_INLINE [[gnu::always_inline]] inline

// So many terms are added in floats before they go to the doubles.
constexpr int64_t kStretch = 256;

// Calls visit(pixel's place in floats) for the pixels of block `block`, and flush() now and then
// and at the end.
template <int64_t kLanes, typename Visit, typename Flush>
GF_INLINE void ForBlock(const ChannelGrid& grid, int64_t block, Visit visit, Flush flush) {
  int64_t open = 0;
  for (int64_t r = 0; r < grid.rows; ++r) {
    int64_t place = (r * grid.blocks + block) * grid.pixels * kLanes;
    for (int64_t p = 0; p < grid.pixels; ++p, place += kLanes) {
      visit(place);
      if (++open == kStretch) {
        flush();
        open = 0;
      }
    }
  }
  flush();
}

template <int64_t kLanes>
GF_INLINE void Moments(const ChannelGrid& grid, const float* x, float* mean, float* variance) {
  const auto count = static_cast<double>(grid.rows * grid.pixels);
  for (int64_t b = 0; b < grid.blocks; ++b, mean += kLanes, variance += kLanes) {
    float first[kLanes], sum[kLanes] = {}, square[kLanes] = {};
    double sums[kLanes] = {}, squares[kLanes] = {};
    for (int64_t c = 0; c < kLanes; ++c) first[c] = x[b * grid.pixels * kLanes + c];
    ForBlock<kLanes>(
        grid, b,
        [&](int64_t place) {
          for (int64_t c = 0; c < kLanes; ++c) {
            const float shifted = x[place + c] - first[c];
            sum[c] += shifted;
            square[c] += shifted * shifted;
          }
        },
        [&] {
          for (int64_t c = 0; c < kLanes; ++c) {
            sums[c] += sum[c];
            squares[c] += square[c];
            sum[c] = square[c] = 0.0f;
          }
        });
    for (int64_t c = 0; c < kLanes; ++c) {
      const double shifted_mean = sums[c] / count;
      const double spread = squares[c] / count - shifted_mean * shifted_mean;
      mean[c] = static_cast<float>(first[c] + shifted_mean);
      // A rounded difference may be below zero; a NaN stays one.
      variance[c] = static_cast<float>(spread < 0 ? 0 : spread);
    }
  }
}

template <int64_t kLanes>
GF_INLINE void Products(const ChannelGrid& grid, const float* x, const float* mean,
                        const float* diff, float* sums, float* products) {
  for (int64_t b = 0; b < grid.blocks; ++b) {
    float middle[kLanes], sum[kLanes] = {}, product[kLanes] = {};
    double all_sums[kLanes] = {}, all_products[kLanes] = {};
    for (int64_t c = 0; c < kLanes; ++c) middle[c] = mean[b * kLanes + c];
    ForBlock<kLanes>(
        grid, b,
        [&](int64_t place) {
          for (int64_t c = 0; c < kLanes; ++c) {
            sum[c] += diff[place + c];
            product[c] += diff[place + c] * (x[place + c] - middle[c]);
          }
        },
        [&] {
          for (int64_t c = 0; c < kLanes; ++c) {
            all_sums[c] += sum[c];
            all_products[c] += product[c];
            sum[c] = product[c] = 0.0f;
          }
        });
    for (int64_t c = 0; c < kLanes; ++c) {
      sums[b * kLanes + c] = static_cast<float>(all_sums[c]);
      products[b * kLanes + c] = static_cast<float>(all_products[c]);
    }
  }
}

template <int64_t kLanes>
GF_INLINE void Scale(const ChannelGrid& grid, const float* x, const float* scale,
                     const float* shift, float* dst) {
  for (int64_t r = 0; r < grid.rows; ++r) {
    for (int64_t b = 0; b < grid.blocks; ++b) {
      const float* s = scale + b * kLanes;
      const float* t = shift + b * kLanes;
      for (int64_t p = 0; p < grid.pixels; ++p, x += kLanes, dst += kLanes) {
        for (int64_t c = 0; c < kLanes; ++c) dst[c] = s[c] * x[c] + t[c];
      }
    }
  }
}

template <int64_t kLanes, bool kMasked>
GF_INLINE void Combine(const ChannelGrid& grid, const float* diff, const float* x, const float* a,
                       const float* b, const float* c, float* dst) {
  for (int64_t r = 0; r < grid.rows; ++r) {
    for (int64_t block = 0; block < grid.blocks; ++block) {
      const int64_t first = block * kLanes;
      for (int64_t p = 0; p < grid.pixels; ++p, diff += kLanes, x += kLanes, dst += kLanes) {
        for (int64_t i = 0; i < kLanes; ++i) {
          const float sum = a[first + i] * diff[i] + b[first + i] * x[i] + c[first + i];
          dst[i] = !kMasked || x[i] > 0.0f ? sum : 0.0f;
        }
      }
    }
  }
}

template <int64_t kLanes>
GF_INLINE void CombineMaybeMasked(const ChannelGrid& grid, bool masked, const float* diff,
                                  const float* x, const float* a, const float* b, const float* c,
                                  float* dst) {
  masked ? Combine<kLanes, true>(grid, diff, x, a, b, c, dst)
         : Combine<kLanes, false>(grid, diff, x, a, b, c, dst);
}

#define GF_BY_LANES(BODY, ...)             \
  grid.lanes == 16 ? BODY<16>(__VA_ARGS__) \
                   : (grid.lanes == 8 ? BODY<8>(__VA_ARGS__) : BODY<1>(__VA_ARGS__))

}  // namespace

GF_SIMD void ChannelMoments(const ChannelGrid& grid, const float* x, float* mean, float* variance) {
  GF_BY_LANES(Moments, grid, x, mean, variance);
}

GF_SIMD void ScaleChannels(const ChannelGrid& grid, const float* x, const float* scale,
                           const float* shift, float* dst) {
  GF_BY_LANES(Scale, grid, x, scale, shift, dst);
}

GF_SIMD void ChannelProducts(const ChannelGrid& grid, const float* x, const float* mean,
                             const float* diff, float* sums, float* products) {
  GF_BY_LANES(Products, grid, x, mean, diff, sums, products);
}

GF_SIMD void CombineChannels(const ChannelGrid& grid, bool masked, const float* diff,
                             const float* x, const float* a, const float* b, const float* c,
                             float* dst) {
  GF_BY_LANES(CombineMaybeMasked, grid, masked, diff, x, a, b, c, dst);
}

#undef GF_BY_LANES
#undef GF_INLINE

}  // namespace gridfold
