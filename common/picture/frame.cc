#include "common/picture/frame.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/picture/ink.h"

namespace gridfold {
namespace {

constexpr double kBoxShare = 20.0 / 28;
// Of a pen, as a share of the frame: MNIST's strokes are two to three pixels of 28 wide.
constexpr double kStrokeShare = 2.5 / 28;
// Photographs are brought down to this first: more says nothing about a sign.
constexpr int64_t kSideMax = 512;

// Means over squares of pixels, so that no side is longer than kSideMax.
Picture Shrink(const Picture& picture) {
  const int64_t longer = std::max(picture.width, picture.height);
  const int64_t factor = (longer + kSideMax - 1) / kSideMax;
  if (factor <= 1) return picture;
  Picture small{picture.width / factor, picture.height / factor, {}};
  small.width = std::max<int64_t>(1, small.width);
  small.height = std::max<int64_t>(1, small.height);
  for (int64_t y = 0; y < small.height; ++y) {
    for (int64_t x = 0; x < small.width; ++x) {
      int64_t sum = 0, count = 0;
      for (int64_t v = y * factor; v < std::min((y + 1) * factor, picture.height); ++v) {
        for (int64_t u = x * factor; u < std::min((x + 1) * factor, picture.width); ++u) {
          sum += picture.at(u, v);
          ++count;
        }
      }
      small.grey.push_back(static_cast<uint8_t>((sum + count / 2) / count));
    }
  }
  return small;
}

struct Box {
  int64_t left = 0, top = 0, right = 0, bottom = 0;  // right and bottom lie outside
  int64_t Width() const { return right - left; }
  int64_t Height() const { return bottom - top; }
};

float At(const Ink& ink, int64_t x, int64_t y) {
  const bool inside = x >= 0 && y >= 0 && x < ink.width && y < ink.height;
  return inside ? ink.amount[static_cast<size_t>(y * ink.width + x)] : 0;
}

Box BoxOf(const Ink& ink) {
  Box box{ink.width, ink.height, 0, 0};
  for (int64_t y = 0; y < ink.height; ++y) {
    for (int64_t x = 0; x < ink.width; ++x) {
      if (At(ink, x, y) <= 0) continue;
      box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1),
             std::max(box.bottom, y + 1)};
    }
  }
  return box;
}

// Pixels: twice the area over the length of the outline.
double StrokeWidth(const Ink& ink) {
  double area = 0, outline = 0;
  for (int64_t y = 0; y <= ink.height; ++y) {
    for (int64_t x = 0; x <= ink.width; ++x) {
      const bool here = At(ink, x, y) >= 0.5f;
      area += here ? 1 : 0;
      outline += here != (At(ink, x - 1, y) >= 0.5f) ? 1 : 0;
      outline += here != (At(ink, x, y - 1) >= 0.5f) ? 1 : 0;
    }
  }
  return outline > 0 ? 2 * area / outline : 0;
}

// The most ink within `radius` pixels.
Ink Thicken(const Ink& ink, int64_t radius) {
  Ink thick{ink.width + 2 * radius, ink.height + 2 * radius, {}};
  thick.amount.assign(static_cast<size_t>(thick.width * thick.height), 0);
  for (int64_t y = 0; y < ink.height; ++y) {
    for (int64_t x = 0; x < ink.width; ++x) {
      const float amount = At(ink, x, y);
      if (amount <= 0) continue;
      for (int64_t v = -radius; v <= radius; ++v) {
        for (int64_t u = -radius; u <= radius; ++u) {
          if (u * u + v * v > radius * radius) continue;
          float& to =
              thick.amount[static_cast<size_t>((y + radius + v) * thick.width + x + radius + u)];
          to = std::max(to, amount);
        }
      }
    }
  }
  return thick;
}

// Mean ink of the source rectangle from (x, y) to (x + side, y + side).
double MeanOver(const Ink& ink, double x, double y, double side) {
  double sum = 0;
  const auto last_y = static_cast<int64_t>(std::ceil(y + side));
  const auto last_x = static_cast<int64_t>(std::ceil(x + side));
  for (auto v = static_cast<int64_t>(std::floor(y)); v < last_y; ++v) {
    const double rows = std::min<double>(v + 1, y + side) - std::max<double>(v, y);
    for (auto u = static_cast<int64_t>(std::floor(x)); u < last_x; ++u) {
      const double columns = std::min<double>(u + 1, x + side) - std::max<double>(u, x);
      sum += rows * columns * At(ink, u, v);
    }
  }
  return sum / (side * side);
}

// The centre of mass, in pixels from the corner.
std::pair<double, double> CentreOf(const Ink& ink) {
  double mass = 0, x_sum = 0, y_sum = 0;
  for (int64_t y = 0; y < ink.height; ++y) {
    for (int64_t x = 0; x < ink.width; ++x) {
      const double amount = At(ink, x, y);
      mass += amount;
      x_sum += amount * (static_cast<double>(x) + 0.5);
      y_sum += amount * (static_cast<double>(y) + 0.5);
    }
  }
  return {x_sum / mass, y_sum / mass};
}

// Source pixels for one pixel of the frame.
double ScaleOf(const Box& box, int64_t height, int64_t width) {
  return std::max(static_cast<double>(box.Height()) / (kBoxShare * static_cast<double>(height)),
                  static_cast<double>(box.Width()) / (kBoxShare * static_cast<double>(width)));
}

void ScaleToFullInk(std::vector<float>& values) {
  const float most = *std::max_element(values.begin(), values.end());
  for (float& value : values) value = most > 0 ? value / most : 0;
}

// A picture of the frame's size: ink on a ground of 0, by what the border shows.
std::vector<float> AsItIs(const Picture& picture) {
  double border = 0, count = 0;
  for (int64_t y = 0; y < picture.height; ++y) {
    for (int64_t x = 0; x < picture.width; ++x) {
      const bool inside = x > 0 && y > 0 && x + 1 < picture.width && y + 1 < picture.height;
      if (inside) continue;
      border += picture.at(x, y);
      count += 1;
    }
  }
  const bool dark_on_light = border > 127.5 * count;
  std::vector<float> values;
  for (const uint8_t grey : picture.grey) {
    values.push_back(static_cast<float>(dark_on_light ? 255 - grey : grey) / 255);
  }
  return values;
}

}  // namespace

StatusOr<std::vector<float>> FrameSign(const Picture& picture, int64_t height, int64_t width) {
  if (picture.height == height && picture.width == width) return AsItIs(picture);
  GF_ASSIGN_OR_RETURN(Ink ink, FindInk(Shrink(picture)));
  const double wanted = kStrokeShare * static_cast<double>(std::min(height, width)) *
                        ScaleOf(BoxOf(ink), height, width);
  const double stroke = StrokeWidth(ink);
  if (stroke < 0.6 * wanted) {
    ink = Thicken(ink, static_cast<int64_t>(std::lround((wanted - stroke) / 2)));
  }
  const double scale = ScaleOf(BoxOf(ink), height, width);
  const auto [x_centre, y_centre] = CentreOf(ink);
  std::vector<float> values;
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t x = 0; x < width; ++x) {
      const double from_x =
          x_centre + (static_cast<double>(x) - static_cast<double>(width) / 2) * scale;
      const double from_y =
          y_centre + (static_cast<double>(y) - static_cast<double>(height) / 2) * scale;
      values.push_back(static_cast<float>(MeanOver(ink, from_x, from_y, scale)));
    }
  }
  ScaleToFullInk(values);
  return values;
}

}  // namespace gridfold
