#include "client/map_montage.h"

#include <algorithm>
#include <utility>

#include "common/picture/montage.h"
#include "common/picture/tone.h"

namespace gridfold {
namespace {

constexpr size_t kPerRow = 16;
constexpr int64_t kMapsMax = 256, kSide = 64;

// Map `map` of pixels [pixels x maps].
std::vector<float> MapOf(const std::vector<float>& pixels, int64_t maps, int64_t map) {
  std::vector<float> values;
  for (size_t at = static_cast<size_t>(map); at < pixels.size(); at += static_cast<size_t>(maps)) {
    values.push_back(pixels[at]);
  }
  return values;
}

}  // namespace

Picture MapMontage(const std::vector<float>& values, int64_t height, int64_t width, int64_t inputs,
                   int64_t maps) {
  const Tones tones = TonesOf(values);
  std::vector<Picture> pictures;
  for (int64_t map = 0; map < std::min(maps, kMapsMax); ++map) {
    pictures.push_back(PictureOf(MapOf(values, maps, map), height, width, inputs, tones));
  }
  return Montage(InRows(std::move(pictures), kPerRow), kSide);
}

}  // namespace gridfold
