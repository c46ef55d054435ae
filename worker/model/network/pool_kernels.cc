#include "worker/model/network/pool_kernels.h"

#include <algorithm>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

#define GF_INLINE [[gnu::always_inline]] inline

// Calls visit(output's place, first input pixel's place), both in pixels, window by window.
template <typename Visit>
GF_INLINE void ForOutputs(const Window& window, Visit visit) {
  int64_t output = 0;
  for (int64_t y = 0; y < window.output_height; ++y) {
    for (int64_t x = 0; x < window.output_width; ++x, ++output) {
      visit(output, (y * window.input.width + x) * window.stride);
    }
  }
}

// The gradients of a plane that are added to begin at zero.
template <int64_t kLanes>
GF_INLINE void ClearPlane(const Window& window, float* plane) {
  std::fill_n(plane, window.input.height * window.input.width * kLanes, 0.0f);
}

template <int64_t kLanes>
GF_INLINE void MaxOfWindow(const Window& window, const float* __restrict corner,
                           float* __restrict dst, int32_t* __restrict places) {
  for (int64_t c = 0; c < kLanes; ++c) dst[c] = corner[c];
  for (int64_t c = 0; c < kLanes; ++c) places[c] = 0;
  for (int64_t ky = 0, number = 0; ky < window.kernel; ++ky) {
    for (int64_t kx = 0; kx < window.kernel; ++kx, ++number) {
      const float* from = corner + (ky * window.input.width + kx) * kLanes;
      for (int64_t c = 0; c < kLanes; ++c) {
        const bool larger = from[c] > dst[c];
        dst[c] = larger ? from[c] : dst[c];
        places[c] = larger ? static_cast<int32_t>(number) : places[c];
      }
    }
  }
}

template <int64_t kLanes>
GF_INLINE void MaxForwardPlane(const Window& window, const float* src, float* dst,
                               int32_t* places) {
  ForOutputs(window, [&](int64_t output, int64_t corner) {
    MaxOfWindow<kLanes>(window, src + corner * kLanes, dst + output * kLanes,
                        places + output * kLanes);
  });
}

template <int64_t kLanes, bool kMasked>
GF_INLINE void AddToWindow(const Window& window, const float* __restrict y,
                           const float* __restrict diff, const int32_t* __restrict places,
                           float* __restrict corner) {
  for (int64_t ky = 0, number = 0; ky < window.kernel; ++ky) {
    for (int64_t kx = 0; kx < window.kernel; ++kx, ++number) {
      float* to = corner + (ky * window.input.width + kx) * kLanes;
      for (int64_t c = 0; c < kLanes; ++c) {
        const float part = !kMasked || y[c] > 0.0f ? diff[c] : 0.0f;
        to[c] += places[c] == static_cast<int32_t>(number) ? part : 0.0f;
      }
    }
  }
}

template <int64_t kLanes, bool kMasked>
GF_INLINE void MaxBackwardMasked(const Window& window, const float* y, const float* diff_dst,
                                 const int32_t* places, float* diff_src) {
  ClearPlane<kLanes>(window, diff_src);
  ForOutputs(window, [&](int64_t output, int64_t corner) {
    const int64_t place = output * kLanes;
    AddToWindow<kLanes, kMasked>(window, kMasked ? y + place : diff_dst, diff_dst + place,
                                 places + place, diff_src + corner * kLanes);
  });
}

template <int64_t kLanes>
GF_INLINE void MaxBackwardPlane(const Window& window, const float* y, const float* diff_dst,
                                const int32_t* places, float* diff_src) {
  y != nullptr ? MaxBackwardMasked<kLanes, true>(window, y, diff_dst, places, diff_src)
               : MaxBackwardMasked<kLanes, false>(window, y, diff_dst, places, diff_src);
}

template <int64_t kLanes>
GF_INLINE void AverageForwardPlane(const Window& window, const float* src, float* dst) {
  const float share = 1.0f / static_cast<float>(window.kernel * window.kernel);
  ForOutputs(window, [&](int64_t output, int64_t corner) {
    float* __restrict to = dst + output * kLanes;
    for (int64_t c = 0; c < kLanes; ++c) to[c] = 0.0f;
    for (int64_t ky = 0; ky < window.kernel; ++ky) {
      for (int64_t kx = 0; kx < window.kernel; ++kx) {
        const float* from = src + (corner + ky * window.input.width + kx) * kLanes;
        for (int64_t c = 0; c < kLanes; ++c) to[c] += from[c];
      }
    }
    for (int64_t c = 0; c < kLanes; ++c) to[c] *= share;
  });
}

template <int64_t kLanes>
GF_INLINE void AverageBackwardPlane(const Window& window, const float* diff_dst, float* diff_src) {
  const float share = 1.0f / static_cast<float>(window.kernel * window.kernel);
  ClearPlane<kLanes>(window, diff_src);
  ForOutputs(window, [&](int64_t output, int64_t corner) {
    const float* diff = diff_dst + output * kLanes;
    for (int64_t ky = 0; ky < window.kernel; ++ky) {
      for (int64_t kx = 0; kx < window.kernel; ++kx) {
        float* __restrict to = diff_src + (corner + ky * window.input.width + kx) * kLanes;
        for (int64_t c = 0; c < kLanes; ++c) to[c] += share * diff[c];
      }
    }
  });
}

#undef GF_INLINE

// GF_SIMD is not for templates.
#define GF_BY_LANES(BODY, ...) \
  lanes == 16 ? BODY<16>(__VA_ARGS__) : (lanes == 8 ? BODY<8>(__VA_ARGS__) : BODY<1>(__VA_ARGS__))

GF_SIMD void MaxForwardOne(const Window& window, int64_t lanes, const float* src, float* dst,
                           int32_t* places) {
  GF_BY_LANES(MaxForwardPlane, window, src, dst, places);
}

GF_SIMD void MaxBackwardOne(const Window& window, int64_t lanes, const float* y,
                            const float* diff_dst, const int32_t* places, float* diff_src) {
  GF_BY_LANES(MaxBackwardPlane, window, y, diff_dst, places, diff_src);
}

GF_SIMD void AverageForwardOne(const Window& window, int64_t lanes, const float* src, float* dst) {
  GF_BY_LANES(AverageForwardPlane, window, src, dst);
}

GF_SIMD void AverageBackwardOne(const Window& window, int64_t lanes, const float* diff_dst,
                                float* diff_src) {
  GF_BY_LANES(AverageBackwardPlane, window, diff_dst, diff_src);
}

#undef GF_BY_LANES

int64_t InputFloats(const Window& window, int64_t lanes) {
  return window.input.height * window.input.width * lanes;
}

}  // namespace

void MaxPoolForward(const Window& window, int64_t lanes, int64_t planes, const float* src,
                    float* dst, int32_t* places) {
  const int64_t inputs = InputFloats(window, lanes), outputs = window.OutputPixels() * lanes;
  for (int64_t p = 0; p < planes; ++p) {
    MaxForwardOne(window, lanes, src + p * inputs, dst + p * outputs, places + p * outputs);
  }
}

void MaxPoolBackward(const Window& window, int64_t lanes, int64_t planes, const float* y,
                     const float* diff_dst, const int32_t* places, float* diff_src) {
  const int64_t inputs = InputFloats(window, lanes), outputs = window.OutputPixels() * lanes;
  for (int64_t p = 0; p < planes; ++p) {
    MaxBackwardOne(window, lanes, y == nullptr ? nullptr : y + p * outputs, diff_dst + p * outputs,
                   places + p * outputs, diff_src + p * inputs);
  }
}

void AveragePoolForward(const Window& window, int64_t lanes, int64_t planes, const float* src,
                        float* dst) {
  const int64_t inputs = InputFloats(window, lanes), outputs = window.OutputPixels() * lanes;
  for (int64_t p = 0; p < planes; ++p) {
    AverageForwardOne(window, lanes, src + p * inputs, dst + p * outputs);
  }
}

void AveragePoolBackward(const Window& window, int64_t lanes, int64_t planes, const float* diff_dst,
                         float* diff_src) {
  const int64_t inputs = InputFloats(window, lanes), outputs = window.OutputPixels() * lanes;
  for (int64_t p = 0; p < planes; ++p) {
    AverageBackwardOne(window, lanes, diff_dst + p * outputs, diff_src + p * inputs);
  }
}

}  // namespace gridfold
