#include "worker/model/network/pool_of_four.h"

#include <algorithm>

#include "worker/linalg/simd.h"
#include "worker/model/network/lane_vectors.h"

namespace gridfold {
namespace {

#define GF_INLINE [[gnu::always_inline]] inline

// Bytes and whole numbers: loops over the lanes, as GCC converts the vectors one by one.
template <int kLanes>
GF_INLINE void StoreBytes(const typename LaneVectors<kLanes>::Numbers& numbers, uint8_t* to) {
  for (int c = 0; c < kLanes; ++c) to[c] = static_cast<uint8_t>(numbers[c]);
}
template <int kLanes>
GF_INLINE void LoadBytes(const uint8_t* from, typename LaneVectors<kLanes>::Numbers& numbers) {
  for (int c = 0; c < kLanes; ++c) numbers[c] = from[c];
}

template <int kLanes, bool kMasksRelu>
GF_INLINE void ForwardRow(const float* top, const float* bottom, int64_t outputs, float* dst,
                          uint8_t* places) {
  using V = LaneVectors<kLanes>;
  using Floats = typename V::Floats;
  using Numbers = typename V::Numbers;
  constexpr Numbers kZero = {};
  for (int64_t x = 0; x < outputs; ++x, top += 2 * kLanes, bottom += 2 * kLanes) {
    const Floats a = V::At(top);
    const Floats b = V::At(top + kLanes);
    const Floats c = V::At(bottom);
    const Floats d = V::At(bottom + kLanes);
    const Floats upper = b > a ? b : a, lower = d > c ? d : c;
    const Numbers upper_place = b > a ? kZero + 1 : kZero;
    const Numbers lower_place = d > c ? kZero + 3 : kZero + 2;
    const Floats largest = lower > upper ? lower : upper;
    Numbers place = lower > upper ? lower_place : upper_place;
    if (kMasksRelu) place = largest > 0.0f ? place : kZero + 4;
    V::At(dst + x * kLanes) = largest;
    StoreBytes<kLanes>(place, places + x * kLanes);
  }
}

template <int kLanes>
GF_INLINE void BackwardRow(const float* diff_dst, const uint8_t* places, int64_t outputs,
                           float* top, float* bottom) {
  using V = LaneVectors<kLanes>;
  using Floats = typename V::Floats;
  using Numbers = typename V::Numbers;
  constexpr Floats kZero = {};
  for (int64_t x = 0; x < outputs; ++x, top += 2 * kLanes, bottom += 2 * kLanes) {
    const Floats diff = V::At(diff_dst + x * kLanes);
    Numbers place;
    LoadBytes<kLanes>(places + x * kLanes, place);
    V::At(top) = place == 0 ? diff : kZero;
    V::At(top + kLanes) = place == 1 ? diff : kZero;
    V::At(bottom) = place == 2 ? diff : kZero;
    V::At(bottom + kLanes) = place == 3 ? diff : kZero;
  }
}

template <int kLanes>
GF_INLINE void ForwardPlane(const Window& window, bool masks_relu, const float* src, float* dst,
                            uint8_t* places) {
  const int64_t row = window.input.width * kLanes, outputs = window.output_width;
  for (int64_t y = 0; y < window.output_height; ++y, src += 2 * row) {
    masks_relu ? ForwardRow<kLanes, true>(src, src + row, outputs, dst, places)
               : ForwardRow<kLanes, false>(src, src + row, outputs, dst, places);
    dst += outputs * kLanes;
    places += outputs * kLanes;
  }
}

template <int kLanes>
GF_INLINE void BackwardPlane(const Window& window, const float* diff_dst, const uint8_t* places,
                             float* diff_src) {
  const int64_t row = window.input.width * kLanes, outputs = window.output_width;
  // An odd row or column belongs to no window.
  if (window.input.height % 2 != 0 || window.input.width % 2 != 0) {
    std::fill_n(diff_src, window.input.height * row, 0.0f);
  }
  for (int64_t y = 0; y < window.output_height; ++y, diff_src += 2 * row) {
    BackwardRow<kLanes>(diff_dst, places, outputs, diff_src, diff_src + row);
    diff_dst += outputs * kLanes;
    places += outputs * kLanes;
  }
}

#undef GF_INLINE

// GF_SIMD is not for templates.
GF_SIMD void ForwardOne(const Window& window, int64_t lanes, bool masks_relu, const float* src,
                        float* dst, uint8_t* places) {
  lanes == 16 ? ForwardPlane<16>(window, masks_relu, src, dst, places)
              : ForwardPlane<8>(window, masks_relu, src, dst, places);
}

GF_SIMD void BackwardOne(const Window& window, int64_t lanes, const float* diff_dst,
                         const uint8_t* places, float* diff_src) {
  lanes == 16 ? BackwardPlane<16>(window, diff_dst, places, diff_src)
              : BackwardPlane<8>(window, diff_dst, places, diff_src);
}

int64_t InputFloats(const Window& window, int64_t lanes) {
  return window.input.height * window.input.width * lanes;
}

}  // namespace

bool IsPoolOfFour(const Window& window, int64_t lanes) {
  return window.kernel == 2 && window.stride == 2 && (lanes == 8 || lanes == 16);
}

void MaxOfFourForward(const Window& window, int64_t lanes, int64_t planes, bool masks_relu,
                      const float* src, float* dst, uint8_t* places) {
  const int64_t inputs = InputFloats(window, lanes), outputs = window.OutputPixels() * lanes;
  for (int64_t p = 0; p < planes; ++p) {
    ForwardOne(window, lanes, masks_relu, src + p * inputs, dst + p * outputs,
               places + p * outputs);
  }
}

void MaxOfFourBackward(const Window& window, int64_t lanes, int64_t planes, const float* diff_dst,
                       const uint8_t* places, float* diff_src) {
  const int64_t inputs = InputFloats(window, lanes), outputs = window.OutputPixels() * lanes;
  for (int64_t p = 0; p < planes; ++p) {
    BackwardOne(window, lanes, diff_dst + p * outputs, places + p * outputs, diff_src + p * inputs);
  }
}

}  // namespace gridfold
