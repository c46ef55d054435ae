#include "worker/model/network/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace gridfold {
namespace {

using Square = std::array<std::array<double, 3>, 3>;

Square Times(const Square& a, const Square& b) {
  Square product = {};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) {
      for (size_t k = 0; k < 3; ++k) product[i][j] += a[i][k] * b[k][j];
    }
  }
  return product;
}

// The map as the product of its matrices, one after the other.
Square NaiveMap(const Distortion& d, const Extent& picture) {
  const double t = d.rotation * std::numbers::pi / 180, s = d.shear * std::numbers::pi / 180;
  const double y = (static_cast<double>(picture.height) - 1) / 2;
  const double x = (static_cast<double>(picture.width) - 1) / 2;
  Square map = {{{1, 0, y}, {0, 1, x}, {0, 0, 1}}};
  map = Times(map, {{{std::cos(t), -std::sin(t), 0}, {std::sin(t), std::cos(t), 0}, {0, 0, 1}}});
  map = Times(map, {{{1, 0, d.row_shift}, {0, 1, d.column_shift}, {0, 0, 1}}});
  map = Times(map, {{{1, -std::sin(s), 0}, {0, std::cos(s), 0}, {0, 0, 1}}});
  map = Times(map, {{{d.row_zoom, 0, 0}, {0, d.column_zoom, 0}, {0, 0, 1}}});
  return Times(map, {{{1, 0, -y}, {0, 1, -x}, {0, 0, 1}}});
}

std::vector<float> RandomPicture(const Extent& picture, uint64_t seed) {
  Random random(seed);
  std::vector<float> pixels(static_cast<size_t>(picture.Size()));
  for (float& pixel : pixels) pixel = static_cast<float>(random.Uniform());
  return pixels;
}

std::vector<float> Distorted(const Distortion& distortion, const Extent& picture,
                             const std::vector<float>& src) {
  std::vector<float> dst(src.size());
  Distort(MapOf(distortion, picture), picture, src.data(), dst.data());
  return dst;
}

// One channel's value at a place, edges repeated, by the definition of bilinear interpolation.
double NaiveValue(const std::vector<float>& src, const Extent& p, double row, double column,
                  int64_t channel) {
  double value = 0;
  for (int64_t y = 0; y < p.height; ++y) {
    for (int64_t x = 0; x < p.width; ++x) {
      const double r = std::clamp(row, 0.0, static_cast<double>(p.height - 1));
      const double c = std::clamp(column, 0.0, static_cast<double>(p.width - 1));
      const double weight = std::max(0.0, 1 - std::fabs(r - static_cast<double>(y))) *
                            std::max(0.0, 1 - std::fabs(c - static_cast<double>(x)));
      value += weight * src[static_cast<size_t>((y * p.width + x) * p.channels + channel)];
    }
  }
  return value;
}

TEST(AugmentTest, NothingIsTheSamePicture) {
  const Extent picture{5, 7, 2};
  const std::vector<float> src = RandomPicture(picture, 1);
  EXPECT_EQ(Distorted({}, picture, src), src);
}

TEST(AugmentTest, EveryDistortionIsItsProductOfMatricesAndBilinear) {
  const Extent picture{9, 6, 3};
  const std::vector<float> src = RandomPicture(picture, 2);
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    const Distortion distortion = DrawDistortion(
        {.rotation = 40, .width_shift = 0.3, .height_shift = 0.2, .shear = 30, .zoom = 0.4},
        picture, random);
    const Square map = NaiveMap(distortion, picture);
    const std::vector<float> dst = Distorted(distortion, picture, src);
    for (int64_t y = 0; y < picture.height; ++y) {
      for (int64_t x = 0; x < picture.width; ++x) {
        for (int64_t k = 0; k < picture.channels; ++k) {
          const auto r = static_cast<double>(y), c = static_cast<double>(x);
          const double expected =
              NaiveValue(src, picture, map[0][0] * r + map[0][1] * c + map[0][2],
                         map[1][0] * r + map[1][1] * c + map[1][2], k);
          // Shares and products are rounded to float.
          EXPECT_NEAR(dst[static_cast<size_t>((y * picture.width + x) * picture.channels + k)],
                      expected, 1e-6);
        }
      }
    }
  }
}

TEST(AugmentTest, WholeShiftsMovePixelsAndRepeatTheEdge) {
  const Extent picture{2, 3, 1};
  const std::vector<float> src = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(Distorted({.column_shift = 1}, picture, src), (std::vector<float>{2, 3, 3, 5, 6, 6}));
  EXPECT_EQ(Distorted({.row_shift = -1}, picture, src), (std::vector<float>{1, 2, 3, 1, 2, 3}));
}

TEST(AugmentTest, QuarterTurnMovesCornersToCorners) {
  const Extent picture{3, 3, 1};
  const std::vector<float> dst = Distorted({.rotation = 90}, picture, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const std::vector<float> expected = {7, 4, 1, 8, 5, 2, 9, 6, 3};
  for (size_t i = 0; i < dst.size(); ++i) EXPECT_NEAR(dst[i], expected[i], 1e-6) << i;
}

TEST(AugmentTest, DrawsStayInTheirRangesAndFillThem) {
  const Augmentation settings{
      .rotation = 8, .width_shift = 0.02, .height_shift = 0.1, .shear = 0.1, .zoom = 0.08};
  const Extent picture{20, 50, 1};
  Random random(4);
  Distortion largest = {0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 2000; ++i) {
    const Distortion one = DrawDistortion(settings, picture, random);
    largest.rotation = std::max(largest.rotation, std::fabs(one.rotation));
    largest.row_shift = std::max(largest.row_shift, std::fabs(one.row_shift));
    largest.column_shift = std::max(largest.column_shift, std::fabs(one.column_shift));
    largest.shear = std::max(largest.shear, std::fabs(one.shear));
    largest.row_zoom = std::max(largest.row_zoom, std::fabs(one.row_zoom - 1));
    largest.column_zoom = std::max(largest.column_zoom, std::fabs(one.column_zoom - 1));
  }
  const auto expect_range = [](double seen, double range) {
    EXPECT_LE(seen, range);
    EXPECT_GT(seen, 0.98 * range);
  };
  expect_range(largest.rotation, 8);
  expect_range(largest.row_shift, 2);
  expect_range(largest.column_shift, 1);
  expect_range(largest.shear, 0.1);
  expect_range(largest.row_zoom, 0.08);
  expect_range(largest.column_zoom, 0.08);
}

}  // namespace
}  // namespace gridfold
