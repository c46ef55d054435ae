#include "common/data/glyph.h"

#include <algorithm>
#include <array>

#include "common/base/check.h"

namespace gridfold {
namespace {

constexpr bool kStraight = false, kSmooth = true;
using Glyphs = std::vector<Glyph>;

Glyphs Zeros() {
  return {{{kSmooth,
            {{.50, .12},
             {.30, .24},
             {.24, .50},
             {.30, .76},
             {.50, .88},
             {.70, .76},
             {.76, .50},
             {.70, .24},
             {.50, .12}}}},
          {{kSmooth,
            {{.58, .14},
             {.40, .18},
             {.32, .42},
             {.34, .72},
             {.48, .88},
             {.64, .74},
             {.68, .44},
             {.60, .18},
             {.46, .14}}}}};
}

Glyphs Ones() {
  return {
      {{kStraight, {{.50, .12}, {.50, .88}}}},
      {{kStraight, {{.38, .26}, {.52, .12}, {.52, .88}}}},
      {{kStraight, {{.38, .26}, {.52, .12}, {.52, .88}}}, {kStraight, {{.34, .88}, {.70, .88}}}}};
}

Glyphs Twos() {
  return {{{kSmooth,
            {{.28, .30}, {.38, .15}, {.58, .13}, {.70, .28}, {.62, .48}, {.44, .68}, {.27, .87}}},
           {kStraight, {{.27, .87}, {.75, .87}}}},
          {{kSmooth,
            {{.28, .28},
             {.42, .13},
             {.62, .16},
             {.69, .34},
             {.56, .58},
             {.38, .80},
             {.26, .84},
             {.27, .73},
             {.40, .73},
             {.56, .85},
             {.76, .84}}}}};
}

Glyphs Threes() {
  return {{{kSmooth, {{.28, .20}, {.46, .11}, {.66, .20}, {.66, .36}, {.46, .47}}},
           {kSmooth, {{.46, .47}, {.68, .55}, {.72, .74}, {.52, .89}, {.27, .80}}}},
          {{kStraight, {{.28, .13}, {.70, .13}, {.46, .44}}},
           {kSmooth, {{.46, .44}, {.68, .52}, {.72, .72}, {.54, .88}, {.27, .82}}}}};
}

Glyphs Fours() {
  return {
      {{kStraight, {{.34, .14}, {.26, .56}, {.76, .56}}}, {kStraight, {{.63, .28}, {.60, .88}}}},
      {{kStraight, {{.60, .88}, {.60, .12}, {.24, .62}, {.78, .62}}}}};
}

Glyphs Fives() {
  return {{{kStraight, {{.70, .13}, {.34, .13}, {.31, .44}}},
           {kSmooth, {{.31, .44}, {.52, .38}, {.72, .54}, {.68, .78}, {.46, .89}, {.26, .80}}}},
          {{kStraight, {{.72, .14}, {.36, .14}, {.33, .46}}},
           {kSmooth, {{.33, .46}, {.56, .42}, {.70, .60}, {.62, .82}, {.40, .88}, {.26, .78}}}}};
}

Glyphs Sixes() {
  return {{{kSmooth,
            {{.66, .14},
             {.42, .26},
             {.28, .54},
             {.32, .80},
             {.52, .89},
             {.70, .76},
             {.64, .56},
             {.46, .52},
             {.30, .66}}}},
          {{kSmooth,
            {{.52, .11},
             {.36, .36},
             {.29, .66},
             {.38, .86},
             {.58, .87},
             {.68, .70},
             {.54, .55},
             {.36, .62},
             {.30, .72}}}}};
}

Glyphs Sevens() {
  return {
      {{kStraight, {{.26, .14}, {.74, .14}, {.44, .88}}}},
      {{kStraight, {{.26, .14}, {.74, .14}, {.44, .88}}}, {kStraight, {{.38, .50}, {.70, .50}}}},
      {{kStraight, {{.26, .24}, {.27, .14}, {.74, .15}}},
       {kSmooth, {{.74, .15}, {.58, .42}, {.48, .66}, {.45, .88}}}}};
}

Glyphs Eights() {
  return {{{kSmooth,
            {{.50, .48},
             {.32, .36},
             {.34, .18},
             {.50, .11},
             {.66, .18},
             {.67, .35},
             {.50, .48},
             {.30, .64},
             {.31, .81},
             {.50, .89},
             {.69, .81},
             {.70, .64},
             {.50, .48}}}},
          {{kSmooth,
            {{.66, .20},
             {.48, .11},
             {.33, .22},
             {.42, .42},
             {.62, .58},
             {.70, .76},
             {.50, .89},
             {.31, .77},
             {.40, .56},
             {.60, .40},
             {.68, .26},
             {.64, .16}}}}};
}

Glyphs Nines() {
  const Stroke loop = {
      kSmooth,
      {{.69, .28}, {.54, .12}, {.34, .20}, {.32, .40}, {.50, .50}, {.66, .40}, {.69, .28}}};
  return {{loop, {kSmooth, {{.69, .28}, {.68, .56}, {.60, .88}}}},
          {loop, {kStraight, {{.69, .26}, {.66, .88}}}},
          {loop, {kSmooth, {{.69, .28}, {.70, .60}, {.60, .84}, {.38, .88}}}}};
}

// A Catmull-Rom piece from b to c at u in [0, 1].
double Spline(double a, double b, double c, double d, double u) {
  return 0.5 * (2 * b + u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a))));
}

}  // namespace

std::span<const Glyph> GlyphsOf(int digit) {
  static const auto& glyphs = *new std::array<Glyphs, 10>{
      Zeros(), Ones(), Twos(), Threes(), Fours(), Fives(), Sixes(), Sevens(), Eights(), Nines()};
  GF_CHECK(digit >= 0 && digit <= 9);
  return glyphs[static_cast<size_t>(digit)];
}

std::vector<GlyphPoint> Flatten(const Stroke& stroke) {
  const std::vector<GlyphPoint>& points = stroke.points;
  const int pieces = stroke.smooth ? 6 : 4;
  std::vector<GlyphPoint> chain = {points.front()};
  for (size_t i = 0; i + 1 < points.size(); ++i) {
    const GlyphPoint &b = points[i], &c = points[i + 1];
    const GlyphPoint& a = points[i == 0 ? 0 : i - 1];
    const GlyphPoint& d = points[std::min(i + 2, points.size() - 1)];
    for (int piece = 1; piece <= pieces; ++piece) {
      const double u = static_cast<double>(piece) / pieces;
      if (stroke.smooth) {
        chain.push_back({Spline(a.x, b.x, c.x, d.x, u), Spline(a.y, b.y, c.y, d.y, u)});
      } else {
        chain.push_back({b.x + u * (c.x - b.x), b.y + u * (c.y - b.y)});
      }
    }
  }
  return chain;
}

}  // namespace gridfold
