#include "worker/model/network/pool.h"

#include <algorithm>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// All channels of one output pixel at a time, which is what vectorises; `corner` is the window's
// first input pixel.
GF_SIMD void MaxForward(const Window& window, const float* src, int64_t rows, float* dst,
                        int32_t* places) {
  const int64_t channels = window.input.channels, row_stride = window.input.width * channels;
  for (int64_t r = 0; r < rows; ++r, src += window.input.Size()) {
    for (int64_t y = 0; y < window.output_height; ++y) {
      for (int64_t x = 0; x < window.output_width; ++x, dst += channels, places += channels) {
        const float* corner = src + y * window.stride * row_stride + x * window.stride * channels;
        for (int64_t c = 0; c < channels; ++c) dst[c] = corner[c];
        for (int64_t c = 0; c < channels; ++c) places[c] = 0;
        for (int32_t place = 1; place < window.kernel * window.kernel; ++place) {
          const float* pixel =
              corner + place / window.kernel * row_stride + place % window.kernel * channels;
          for (int64_t c = 0; c < channels; ++c) {
            const bool larger = pixel[c] > dst[c];
            dst[c] = larger ? pixel[c] : dst[c];
            places[c] = larger ? place : places[c];
          }
        }
      }
    }
  }
}

GF_SIMD void MaxBackward(const Window& window, const float* diff_dst, const int32_t* places,
                         int64_t rows, float* diff_src) {
  const int64_t channels = window.input.channels, row_stride = window.input.width * channels;
  for (int64_t r = 0; r < rows; ++r, diff_src += window.input.Size()) {
    for (int64_t y = 0; y < window.output_height; ++y) {
      for (int64_t x = 0; x < window.output_width; ++x, diff_dst += channels, places += channels) {
        float* corner = diff_src + y * window.stride * row_stride + x * window.stride * channels;
        for (int32_t place = 0; place < window.kernel * window.kernel; ++place) {
          float* pixel =
              corner + place / window.kernel * row_stride + place % window.kernel * channels;
          for (int64_t c = 0; c < channels; ++c) {
            pixel[c] += places[c] == place ? diff_dst[c] : 0.0f;
          }
        }
      }
    }
  }
}

GF_SIMD void AverageForward(const Window& window, const float* src, int64_t rows, float* dst) {
  const int64_t channels = window.input.channels, row_stride = window.input.width * channels;
  const float share = 1.0f / static_cast<float>(window.kernel * window.kernel);
  for (int64_t r = 0; r < rows; ++r, src += window.input.Size()) {
    for (int64_t y = 0; y < window.output_height; ++y) {
      for (int64_t x = 0; x < window.output_width; ++x, dst += channels) {
        const float* corner = src + y * window.stride * row_stride + x * window.stride * channels;
        for (int64_t c = 0; c < channels; ++c) dst[c] = 0.0f;
        for (int64_t place = 0; place < window.kernel * window.kernel; ++place) {
          const float* pixel =
              corner + place / window.kernel * row_stride + place % window.kernel * channels;
          for (int64_t c = 0; c < channels; ++c) dst[c] += pixel[c];
        }
        for (int64_t c = 0; c < channels; ++c) dst[c] *= share;
      }
    }
  }
}

GF_SIMD void AverageBackward(const Window& window, const float* diff_dst, int64_t rows,
                             float* diff_src) {
  const int64_t channels = window.input.channels, row_stride = window.input.width * channels;
  const float share = 1.0f / static_cast<float>(window.kernel * window.kernel);
  for (int64_t r = 0; r < rows; ++r, diff_src += window.input.Size()) {
    for (int64_t y = 0; y < window.output_height; ++y) {
      for (int64_t x = 0; x < window.output_width; ++x, diff_dst += channels) {
        float* corner = diff_src + y * window.stride * row_stride + x * window.stride * channels;
        for (int64_t place = 0; place < window.kernel * window.kernel; ++place) {
          float* pixel =
              corner + place / window.kernel * row_stride + place % window.kernel * channels;
          for (int64_t c = 0; c < channels; ++c) pixel[c] += share * diff_dst[c];
        }
      }
    }
  }
}

}  // namespace

MaxPoolOp::MaxPoolOp(const Window& window, int64_t batch_rows_max)
    : window_(window),
      places_(static_cast<size_t>(batch_rows_max * window.OutputPixels() * window.input.channels)) {
}

void MaxPoolOp::Forward(const Pass& pass, const float* src, float* dst) {
  MaxForward(window_, src, pass.rows, dst, places_.data());
}

void MaxPoolOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                         float* diff_src) {
  if (diff_src == nullptr) return;
  std::fill_n(diff_src, pass.rows * window_.input.Size(), 0.0f);
  MaxBackward(window_, diff_dst, places_.data(), pass.rows, diff_src);
}

void AveragePoolOp::Forward(const Pass& pass, const float* src, float* dst) {
  AverageForward(window_, src, pass.rows, dst);
}

void AveragePoolOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                             float* diff_src) {
  if (diff_src == nullptr) return;
  std::fill_n(diff_src, pass.rows * window_.input.Size(), 0.0f);
  AverageBackward(window_, diff_dst, pass.rows, diff_src);
}

}  // namespace gridfold
