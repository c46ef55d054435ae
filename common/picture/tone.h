// Numbers as greys.
#pragma once

#include <cstdint>
#include <span>

#include "common/picture/picture.h"

namespace gridfold {

// What black and white stand for; greys lie evenly between them.
struct Tones {
  double black = 0, white = 1;
};

// The tones from the least to the greatest finite number of `values`; where there is but one, it is
// black. {0, 1} for none.
Tones TonesOf(std::span<const float> values);

// `values` [height x width x channels], row-major; a pixel is the mean of its channels. Numbers
// beyond the tones are black and white, what is not finite is black.
Picture PictureOf(std::span<const float> values, int64_t height, int64_t width, int64_t channels,
                  const Tones& tones);

}  // namespace gridfold
