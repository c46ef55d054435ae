// From a picture of one sign to a row of features, laid out as handwritten digits are in MNIST.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/status.h"
#include "common/picture/picture.h"

namespace gridfold {

// [height x width] values, row-major, 0 paper to 1 ink. A picture that has this size already is
// only brought to ink on a ground of 0. Any other one: its ink (ink.h) is scaled so that its box
// fits in 20/28 of the frame, keeping its proportions, strokes far thinner than a pen's in MNIST
// are thickened, and its centre of mass comes to the frame's centre (LeCun et al. 1998, section
// III.A). InvalidArgument when there is no ink.
StatusOr<std::vector<float>> FrameSign(const Picture& picture, int64_t height, int64_t width);

}  // namespace gridfold
