// Batch normalisation's linear maps together with the 2 x 2 max pool behind them: what flows
// between the two is never written. Pure. Buffers are [rows x blocks x height x width x lanes]
// (lanes 8 or 16; height and width even), pooled ones a quarter of that; what belongs to channels
// is [blocks x lanes].
#pragma once

#include <cstdint>

namespace gridfold {

struct PooledGrid {
  int64_t rows = 0, blocks = 0, height = 0, width = 0, lanes = 16;
};

// dst = the largest of scale x + shift over each window; picked (nullptr: not wanted) = the x of
// it, the first of equal ones.
void ScaleAndPool(const PooledGrid& grid, const float* x, const float* scale, const float* shift,
                  float* dst, float* picked);

// dst = a d + b x + c, with d the pool's gradient: `diff` where x was picked, else 0; with `masked`
// zero where x is not positive.
void UnpoolAndCombine(const PooledGrid& grid, bool masked, const float* diff, const float* picked,
                      const float* x, const float* a, const float* b, const float* c, float* dst);

}  // namespace gridfold
