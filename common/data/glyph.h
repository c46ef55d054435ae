// The shapes of the ten digits as pen strokes, a few ways of writing each.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace gridfold {

// In the unit square, x to the right and y down.
struct GlyphPoint {
  double x = 0, y = 0;
};

// One movement of the pen through its points: along straight lines, or on a smooth curve.
struct Stroke {
  bool smooth = false;
  std::vector<GlyphPoint> points;
};

// One way of writing a digit.
using Glyph = std::vector<Stroke>;

// The ways of writing `digit`, 0 to 9; at least one. They live for the whole process. Thread-safe.
std::span<const Glyph> GlyphsOf(int digit);

// The stroke as a chain of points close enough together to be bent: straight lines in quarters,
// smooth curves as uniform Catmull-Rom splines (Catmull and Rom 1974), six pieces from point to
// point.
std::vector<GlyphPoint> Flatten(const Stroke& stroke);

}  // namespace gridfold
