// Pictures turned, moved, slanted and scaled at random, so that a network sees other ones in every
// epoch. What Keras' ImageDataGenerator does with fill_mode nearest and bilinear interpolation.
// Pure.
#pragma once

#include <cstdint>

#include "common/base/random.h"
#include "common/spec/layer.h"

namespace gridfold {

// Each draw is uniform in [-value, value], zoom's in [1 - zoom, 1 + zoom], apart for height and
// width. 0: none of it.
struct Augmentation {
  double rotation = 0;      // degrees
  double width_shift = 0;   // share of the width
  double height_shift = 0;  // share of the height
  double shear = 0;         // degrees
  double zoom = 0;          // < 1
};

// Output pixel (row, column) shows what lies at (a row + b column + c, d row + e column + f).
struct PixelMap {
  double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
};

// What is drawn for one picture, in Keras' units: degrees, pixels, factors.
struct Distortion {
  double rotation = 0, row_shift = 0, column_shift = 0, shear = 0, row_zoom = 1, column_zoom = 1;
};

// `random` is drawn from equally often whatever the settings are.
Distortion DrawDistortion(const Augmentation& settings, const Extent& picture, Random& random);

// Rotation * shift * shear * zoom about the picture's centre ((height - 1) / 2, (width - 1) / 2),
// in keras_preprocessing's order.
PixelMap MapOf(const Distortion& distortion, const Extent& picture);

// dst from src, both [height x width x channels]; they may not overlap. Bilinear between the four
// pixels around; beyond the edge lies the edge's pixel.
void Distort(const PixelMap& map, const Extent& picture, const float* src, float* dst);

}  // namespace gridfold
