// A convolution becomes a matrix product: every output pixel's window is laid out as one row
// ("im2col", Chellapilla, Puri and Simard 2006), and gradients of such rows are added back to the
// pixels they came from. Pure.
#pragma once

#include <cstdint>

#include "worker/model/network/window.h"

namespace gridfold {

// Lines are rows of output pixels, counted through the batch: line l belongs to picture
// l / output_height. columns [(last - first) * output_width x kernel * kernel * channels] from src,
// pictures [height x width x channels].
void GatherColumns(const Window& window, const float* src, int64_t first_line, int64_t last_line,
                   float* columns);

// The adjoint: adds each element of `columns` to the element of diff_src it would be gathered from.
void ScatterColumns(const Window& window, const float* columns, int64_t first_line,
                    int64_t last_line, float* diff_src);

}  // namespace gridfold
