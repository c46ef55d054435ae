// How one example lies in a network's buffers: in blocks of channels as wide as a vector register
// ([blocks, height, width, lanes], "nChw16c" in oneDNN's words), channels padded with zeros to
// whole blocks. So no layer reorders what it reads, from the first convolution to the last dense
// layer; the order is undone only in the weights that leave the network.
#pragma once

#include <cstdint>

#include "common/spec/layer.h"

namespace gridfold {

// Pictures of so few channels keep them apart (lanes = 1), as a first convolution reads them. Only
// where registers are 16 floats wide: for narrower ones oneDNN has no fast pass for every kernel.
inline constexpr int64_t kPlanesMax = 3;
inline bool KeptInPlanes(int64_t channels, int64_t lanes) {
  return lanes == 16 && channels <= kPlanesMax;
}

struct Layout {
  Extent extent;      // the channels that are meant, without padding
  int64_t lanes = 1;  // channels side by side
  bool flat = false;  // every value is a feature of its own, as after flatten

  int64_t Blocks() const { return (extent.channels + lanes - 1) / lanes; }
  int64_t Pixels() const { return extent.height * extent.width; }
  // Floats of one example, the padding with them.
  int64_t Size() const { return Blocks() * lanes * Pixels(); }
  bool Padded() const { return Blocks() * lanes != extent.channels; }
  // Where a value lies that is number `feature` in row-major [height, width, channels] order.
  int64_t Place(int64_t feature) const {
    const int64_t pixel = feature / extent.channels, channel = feature % extent.channels;
    return (channel / lanes * Pixels() + pixel) * lanes + channel % lanes;
  }

  // What has statistics and a scale of its own: channels, or after flatten the values.
  int64_t Channels() const { return flat ? extent.Size() : extent.channels; }
  // The same with the padding.
  int64_t StoredChannels() const { return flat ? Size() : Blocks() * lanes; }
  int64_t StoredChannel(int64_t channel) const { return flat ? Place(channel) : channel; }
};

// `features` values of a row.
inline Layout FlatLayout(int64_t features, int64_t lanes) {
  return {.extent = {1, 1, features}, .lanes = lanes, .flat = true};
}

}  // namespace gridfold
