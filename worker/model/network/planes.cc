#include "worker/model/network/planes.h"

#include <algorithm>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// Of one line of one plane: the output pixels [begin, end) whose input pixel lies in the picture,
// and the input pixel of output pixel 0 (which may not).
struct PlaneLine {
  int64_t begin, end, origin;
};

inline PlaneLine Locate(const Window& window, int64_t line, int64_t ky, int64_t kx) {
  const int64_t height = window.input.height, width = window.input.width, stride = window.stride;
  const int64_t y = line % window.output_height * stride - window.pad_top + ky;
  if (y < 0 || y >= height) return {0, 0, 0};
  const int64_t left = kx - window.pad_left;
  const int64_t begin = left >= 0 ? 0 : (-left + stride - 1) / stride;
  const int64_t end = width <= left ? 0 : (width - left + stride - 1) / stride;
  const int64_t last = std::min(end, window.output_width);
  return {std::min(begin, last), last, (line / window.output_height * height + y) * width + left};
}

}  // namespace

GF_SIMD void GatherPlanes(const Window& window, const float* src, int64_t first_line,
                          int64_t last_line, float* planes) {
  const int64_t stride = window.stride, output_width = window.output_width;
  for (int64_t ky = 0; ky < window.kernel; ++ky) {
    for (int64_t kx = 0; kx < window.kernel; ++kx) {
      for (int64_t line = first_line; line < last_line; ++line, planes += output_width) {
        const PlaneLine place = Locate(window, line, ky, kx);
        const float* from = src + place.origin;
        for (int64_t x = 0; x < place.begin; ++x) planes[x] = 0.0f;
        if (stride == 1) {
          for (int64_t x = place.begin; x < place.end; ++x) planes[x] = from[x];
        } else {
          for (int64_t x = place.begin; x < place.end; ++x) planes[x] = from[x * stride];
        }
        for (int64_t x = place.end; x < output_width; ++x) planes[x] = 0.0f;
      }
    }
  }
}

GF_SIMD void ScatterPlanes(const Window& window, const float* planes, int64_t first_line,
                           int64_t last_line, float* diff_src) {
  const int64_t stride = window.stride, output_width = window.output_width;
  for (int64_t ky = 0; ky < window.kernel; ++ky) {
    for (int64_t kx = 0; kx < window.kernel; ++kx) {
      for (int64_t line = first_line; line < last_line; ++line, planes += output_width) {
        const PlaneLine place = Locate(window, line, ky, kx);
        float* to = diff_src + place.origin;
        for (int64_t x = place.begin; x < place.end; ++x) to[x * stride] += planes[x];
      }
    }
  }
}

}  // namespace gridfold
