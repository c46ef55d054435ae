// Where a window that slides over a picture lies: shared by convolutions and pools.
#pragma once

#include <algorithm>
#include <cstdint>

#include "common/spec/layer.h"

namespace gridfold {

// A square window of `kernel` that moves by `stride` over `input`. Output pixel (y, x) sees input
// rows y * stride - pad_top + (0 .. kernel-1), columns likewise; what lies outside counts as zero.
struct Window {
  Extent input;
  int64_t kernel = 1, stride = 1;
  int64_t pad_top = 0, pad_left = 0;
  int64_t output_height = 1, output_width = 1;

  int64_t OutputPixels() const { return output_height * output_width; }
};

// Keras' geometry: "same" pads to an output of ceil(input / stride), the odd row or column of
// padding below and on the right; otherwise no padding and floor((input - kernel) / stride) + 1.
inline Window MakeWindow(const Extent& input, int64_t kernel, int64_t stride, bool same_padding) {
  Window window{.input = input, .kernel = kernel, .stride = stride};
  if (!same_padding) {
    window.output_height = (input.height - kernel) / stride + 1;
    window.output_width = (input.width - kernel) / stride + 1;
    return window;
  }
  window.output_height = (input.height + stride - 1) / stride;
  window.output_width = (input.width + stride - 1) / stride;
  const auto padding = [&](int64_t in, int64_t out) {
    return std::max<int64_t>((out - 1) * stride + kernel - in, 0) / 2;
  };
  window.pad_top = padding(input.height, window.output_height);
  window.pad_left = padding(input.width, window.output_width);
  return window;
}

}  // namespace gridfold
