// Sums over rows and pixels, channel by channel: the loops of batch normalisation. Pure.
//
// Buffers are [rows x blocks x pixels x lanes] (lanes 1, 8 or 16), what belongs to channels [blocks
// x lanes]. Sums are gathered in floats over short stretches and in doubles beyond.
#pragma once

#include <cstdint>

namespace gridfold {

struct ChannelGrid {
  int64_t rows = 0, blocks = 0, pixels = 0, lanes = 1;
};

// Mean and biased variance of each channel, by sums shifted by the channel's first value, so that a
// mean far from zero costs no digits.
void ChannelMoments(const ChannelGrid& grid, const float* x, float* mean, float* variance);

// dst = scale x + shift.
void ScaleChannels(const ChannelGrid& grid, const float* x, const float* scale, const float* shift,
                   float* dst);

// sums = sum of diff, products = sum of diff (x - mean).
void ChannelProducts(const ChannelGrid& grid, const float* x, const float* mean, const float* diff,
                     float* sums, float* products);

// dst = a diff + b x + c, which may be diff; with `masked` zero where x is not positive.
void CombineChannels(const ChannelGrid& grid, bool masked, const float* diff, const float* x,
                     const float* a, const float* b, const float* c, float* dst);

}  // namespace gridfold
