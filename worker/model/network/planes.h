// Columns for pictures of one channel, transposed: where columns.h writes `kernel` floats at a
// time, here whole lines are copied. Otherwise the same. Pure.
#pragma once

#include <cstdint>

#include "worker/model/network/window.h"

namespace gridfold {

// planes [kernel * kernel x (last - first) * output_width] from src, pictures [height x width]:
// plane (ky, kx) is the picture as that place of the window sees it.
void GatherPlanes(const Window& window, const float* src, int64_t first_line, int64_t last_line,
                  float* planes);

// The adjoint: adds each element of `planes` to the element of diff_src it would be gathered from.
void ScatterPlanes(const Window& window, const float* planes, int64_t first_line, int64_t last_line,
                   float* diff_src);

}  // namespace gridfold
