// Maximum over windows of 2 x 2 that do not overlap, as nearly all networks have it: the loops of
// pool_kernels.h with a register's worth of channels at a time and a byte to note a place. Pure.
#pragma once

#include <cstdint>

#include "worker/model/network/window.h"

namespace gridfold {

// Whether these loops do the window: kernel and stride 2, lanes 8 or 16.
bool IsPoolOfFour(const Window& window, int64_t lanes);

// `planes` planes [height, width, lanes]; places [planes x outputs x lanes]: 0 to 3, row by row,
// the first of equal ones; with `masks_relu` 4, none, where the largest is not positive.
void MaxOfFourForward(const Window& window, int64_t lanes, int64_t planes, bool masks_relu,
                      const float* src, float* dst, uint8_t* places);
// The gradient goes to the place that was noted, zero to all others.
void MaxOfFourBackward(const Window& window, int64_t lanes, int64_t planes, const float* diff_dst,
                       const uint8_t* places, float* diff_src);

}  // namespace gridfold
