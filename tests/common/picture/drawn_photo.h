// Photographs of digits, drawn: dark ink on unevenly lit paper, anywhere in the picture.
#pragma once

#include <cstdint>

#include "common/picture/picture.h"

namespace gridfold {

struct PhotoStyle {
  int64_t width = 200, height = 260;
  double size = 110;  // of the digit, pixels
  double pen = 5;     // radius, pixels
  double paper = 215, ink = 60;
  double slope = 40;  // grey levels from one side of the paper to the other
  double noise = 8;   // grey levels, uniform
};

// `digit` as one of the ways of writing it, at a place drawn by `seed`.
Picture DrawPhoto(int digit, uint64_t seed, const PhotoStyle& style = {});

// Light on dark instead.
Picture Negative(Picture picture);

}  // namespace gridfold
