#include "worker/model/network/augment.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gridfold {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

// The pixel below a coordinate, the one above, and how far it is towards that one.
struct Between {
  int64_t low = 0, high = 0;
  float share = 0;
};

Between Locate(double coordinate, int64_t size) {
  const double inside = std::clamp(coordinate, 0.0, static_cast<double>(size - 1));
  Between place;
  place.low = static_cast<int64_t>(inside);
  place.high = std::min(place.low + 1, size - 1);
  place.share = static_cast<float>(inside - static_cast<double>(place.low));
  return place;
}

}  // namespace

Distortion DrawDistortion(const Augmentation& settings, const Extent& picture, Random& random) {
  const auto draw = [&](double range) { return random.Uniform(-1, 1) * range; };
  Distortion distortion;
  distortion.rotation = draw(settings.rotation);
  distortion.row_shift = draw(settings.height_shift) * static_cast<double>(picture.height);
  distortion.column_shift = draw(settings.width_shift) * static_cast<double>(picture.width);
  distortion.shear = draw(settings.shear);
  distortion.row_zoom = 1 + draw(settings.zoom);
  distortion.column_zoom = 1 + draw(settings.zoom);
  return distortion;
}

PixelMap MapOf(const Distortion& distortion, const Extent& picture) {
  const double cos_turn = std::cos(distortion.rotation * kDegree);
  const double sin_turn = std::sin(distortion.rotation * kDegree);
  const double cos_slant = std::cos(distortion.shear * kDegree);
  const double sin_slant = std::sin(distortion.shear * kDegree);
  PixelMap map;
  // [cos -sin; sin cos] [1 -sin_slant; 0 cos_slant] diag(row_zoom, column_zoom)
  map.a = cos_turn * distortion.row_zoom;
  map.b = (-cos_turn * sin_slant - sin_turn * cos_slant) * distortion.column_zoom;
  map.d = sin_turn * distortion.row_zoom;
  map.e = (-sin_turn * sin_slant + cos_turn * cos_slant) * distortion.column_zoom;
  // The shift is turned, but neither slanted nor scaled; the centre stays where it is but for it.
  const double row = static_cast<double>(picture.height - 1) / 2;
  const double column = static_cast<double>(picture.width - 1) / 2;
  map.c = row - map.a * row - map.b * column + cos_turn * distortion.row_shift -
          sin_turn * distortion.column_shift;
  map.f = column - map.d * row - map.e * column + sin_turn * distortion.row_shift +
          cos_turn * distortion.column_shift;
  return map;
}

void Distort(const PixelMap& map, const Extent& picture, const float* src, float* dst) {
  const int64_t channels = picture.channels, width = picture.width;
  for (int64_t y = 0; y < picture.height; ++y) {
    for (int64_t x = 0; x < width; ++x, dst += channels) {
      const auto r = static_cast<double>(y), c = static_cast<double>(x);
      const Between row = Locate(map.a * r + map.b * c + map.c, picture.height);
      const Between column = Locate(map.d * r + map.e * c + map.f, width);
      const float* const low = src + row.low * width * channels;
      const float* const high = src + row.high * width * channels;
      for (int64_t k = 0; k < channels; ++k) {
        const int64_t left = column.low * channels + k, right = column.high * channels + k;
        const float above = low[left] + column.share * (low[right] - low[left]);
        const float below = high[left] + column.share * (high[right] - high[left]);
        dst[k] = above + row.share * (below - above);
      }
    }
  }
}

}  // namespace gridfold
