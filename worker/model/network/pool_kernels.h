// The loops of the pools over planes [height, width, lanes]. Pure.
#pragma once

#include <cstdint>

#include "worker/model/network/window.h"

namespace gridfold {

// `planes` planes of `lanes` (1, 8 or 16) channels. places [planes x outputs x lanes]: as wide as
// the floats beside them, so that both fill a register.
void MaxPoolForward(const Window& window, int64_t lanes, int64_t planes, const float* src,
                    float* dst, int32_t* places);
// With `y`, the pool's result (else nullptr): the gradient is zero where y is not positive.
void MaxPoolBackward(const Window& window, int64_t lanes, int64_t planes, const float* y,
                     const float* diff_dst, const int32_t* places, float* diff_src);
void AveragePoolForward(const Window& window, int64_t lanes, int64_t planes, const float* src,
                        float* dst);
void AveragePoolBackward(const Window& window, int64_t lanes, int64_t planes, const float* diff_dst,
                         float* diff_src);

}  // namespace gridfold
