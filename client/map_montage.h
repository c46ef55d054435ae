// The maps of a convolution, its filters or what they give, in one picture. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "common/picture/picture.h"

namespace gridfold {

// `values` [height x width x inputs x maps]: each map a picture, of several inputs the mean, of
// many maps the first 256, sixteen to a row, all with the same tones (TonesOf all values).
Picture MapMontage(const std::vector<float>& values, int64_t height, int64_t width, int64_t inputs,
                   int64_t maps);

}  // namespace gridfold
