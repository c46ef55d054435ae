#include "common/picture/tone.h"

#include <algorithm>
#include <cmath>

#include "common/base/check.h"

namespace gridfold {
namespace {

uint8_t GreyOf(double value, const Tones& tones) {
  if (!std::isfinite(value)) return 0;
  const double range = tones.white - tones.black;
  const double share = range > 0 ? (value - tones.black) / range : (value > tones.black ? 1 : 0);
  return static_cast<uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
}

}  // namespace

Tones TonesOf(std::span<const float> values) {
  bool found = false;
  Tones tones;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    tones.black = found ? std::min<double>(tones.black, value) : value;
    tones.white = found ? std::max<double>(tones.white, value) : value;
    found = true;
  }
  return tones;
}

Picture PictureOf(std::span<const float> values, int64_t height, int64_t width, int64_t channels,
                  const Tones& tones) {
  GF_CHECK(channels > 0 && static_cast<int64_t>(values.size()) == height * width * channels);
  Picture picture{width, height, {}};
  picture.grey.reserve(static_cast<size_t>(height * width));
  const auto step = static_cast<size_t>(channels);
  for (size_t at = 0; at < values.size(); at += step) {
    double sum = 0;
    for (size_t c = 0; c < step; ++c) sum += values[at + c];
    picture.grey.push_back(GreyOf(sum / static_cast<double>(channels), tones));
  }
  return picture;
}

}  // namespace gridfold
