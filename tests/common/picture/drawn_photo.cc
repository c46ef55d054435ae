#include "tests/common/picture/drawn_photo.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/base/random.h"
#include "common/data/glyph.h"

namespace gridfold {
namespace {

double DistanceToPiece(const GlyphPoint& p, const GlyphPoint& a, const GlyphPoint& b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / std::max(dx * dx + dy * dy, 1e-12);
  const double u = std::clamp(along, 0.0, 1.0);
  return std::hypot(p.x - a.x - u * dx, p.y - a.y - u * dy);
}

}  // namespace

Picture DrawPhoto(int digit, uint64_t seed, const PhotoStyle& style) {
  Random random(seed);
  const auto glyphs = GlyphsOf(digit);
  const Glyph& glyph = glyphs[random.Below(glyphs.size())];
  const double margin = style.size / 2 + 3 * style.pen;
  const double x_centre = random.Uniform(margin, static_cast<double>(style.width) - margin);
  const double y_centre = random.Uniform(margin, static_cast<double>(style.height) - margin);
  std::vector<std::vector<GlyphPoint>> lines;
  for (const Stroke& stroke : glyph) {
    lines.push_back(Flatten(stroke));
    for (GlyphPoint& p : lines.back()) {
      p = {x_centre + (p.x - 0.5) * style.size * 0.8, y_centre + (p.y - 0.5) * style.size};
    }
  }
  Picture picture{style.width, style.height, {}};
  for (int64_t y = 0; y < style.height; ++y) {
    for (int64_t x = 0; x < style.width; ++x) {
      const GlyphPoint here{static_cast<double>(x), static_cast<double>(y)};
      double distance = 1e9;
      for (const auto& line : lines) {
        for (size_t i = 1; i < line.size(); ++i) {
          distance = std::min(distance, DistanceToPiece(here, line[i - 1], line[i]));
        }
      }
      const double light = style.slope * (here.x / static_cast<double>(style.width) - 0.5);
      const double share = std::clamp(style.pen - distance + 0.5, 0.0, 1.0);
      const double grey = style.paper + light + share * (style.ink - style.paper) +
                          random.Uniform(-style.noise, style.noise);
      picture.grey.push_back(static_cast<uint8_t>(std::clamp(std::lround(grey), 0L, 255L)));
    }
  }
  return picture;
}

Picture Negative(Picture picture) {
  for (uint8_t& grey : picture.grey) grey = static_cast<uint8_t>(255 - grey);
  return picture;
}

}  // namespace gridfold
