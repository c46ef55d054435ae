#include "common/picture/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "common/picture/ink.h"
#include "tests/common/picture/drawn_photo.h"

namespace gridfold {
namespace {

constexpr int64_t kSide = 28;

std::vector<float> Framed(const Picture& picture) {
  const auto values = FrameSign(picture, kSide, kSide);
  EXPECT_TRUE(values.ok()) << values.status();
  return values.value_or(std::vector<float>(kSide * kSide, 0));
}

// Largest difference of the mean ink of squares of 4 x 4: where strokes lie, not how sharp they
// are.
double Difference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (size_t y = 0; y < kSide; y += 4) {
    for (size_t x = 0; x < kSide; x += 4) {
      double sum = 0;
      for (size_t i = 0; i < 16; ++i) {
        const size_t place = (y + i / 4) * kSide + x + i % 4;
        sum += a[place] - b[place];
      }
      most = std::max(most, std::abs(sum) / 16);
    }
  }
  return most;
}

TEST(FrameSignTest, SignFillsItsBoxAndIsCentred) {
  for (int digit = 0; digit < 10; ++digit) {
    SCOPED_TRACE(digit);
    const std::vector<float> values = Framed(DrawPhoto(digit, 5));
    double mass = 0, x_sum = 0, y_sum = 0;
    int64_t left = kSide, right = 0, top = kSide, bottom = 0;
    for (int64_t i = 0; i < kSide * kSide; ++i) {
      const double value = values[static_cast<size_t>(i)];
      EXPECT_GE(value, 0);
      EXPECT_LE(value, 1);
      mass += value;
      x_sum += value * (static_cast<double>(i % kSide) + 0.5);
      y_sum += value * (static_cast<double>(i / kSide) + 0.5);
      if (value < 0.02) continue;
      left = std::min(left, i % kSide), right = std::max(right, i % kSide + 1);
      top = std::min(top, i / kSide), bottom = std::max(bottom, i / kSide + 1);
    }
    EXPECT_NEAR(x_sum / mass, 14, 0.3);
    EXPECT_NEAR(y_sum / mass, 14, 0.3);
    // 20 pixels, and one on each side that the edge may cut.
    EXPECT_LE(std::max(right - left, bottom - top), 22);
    EXPECT_GE(std::max(right - left, bottom - top), 19);
  }
}

TEST(FrameSignTest, LightOnDarkIsTheSameSign) {
  const Picture photo = DrawPhoto(3, 8);
  EXPECT_LT(Difference(Framed(photo), Framed(Negative(photo))), 0.05);
}

TEST(FrameSignTest, PlaceSizeAndLightDoNotMatter) {
  PhotoStyle plain{.slope = 0, .noise = 0};
  const std::vector<float> expected = Framed(DrawPhoto(4, 1, plain));
  PhotoStyle other{.width = 700, .height = 500, .size = 220, .pen = 10, .slope = 90, .noise = 20};
  EXPECT_LT(Difference(expected, Framed(DrawPhoto(4, 1, other))), 0.2);
}

TEST(FrameSignTest, ThinStrokesAreThickened) {
  PhotoStyle thin{.pen = 1.2}, thick{.pen = 7};
  double thin_mass = 0, thick_mass = 0;
  for (const float value : Framed(DrawPhoto(0, 2, thin))) thin_mass += value;
  for (const float value : Framed(DrawPhoto(0, 2, thick))) thick_mass += value;
  EXPECT_GT(thin_mass, 0.6 * thick_mass);
}

TEST(FrameSignTest, SpecksAreNoPartOfTheSign) {
  PhotoStyle style{.slope = 0, .noise = 0};
  Picture photo = DrawPhoto(7, 3, style);
  const std::vector<float> clean = Framed(photo);
  for (int64_t i = 0; i < 4; ++i) {
    photo.grey[static_cast<size_t>((250 + i / 2) * photo.width + 4 + i % 2)] = 40;
  }
  EXPECT_LT(Difference(clean, Framed(photo)), 0.01);
}

TEST(FrameSignTest, PictureOfTheFramesSizeIsTakenAsItIs) {
  Picture small{2, 2, {255, 255, 255, 0}};
  EXPECT_THAT(*FrameSign(small, 2, 2), testing::ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(*FrameSign(Negative(small), 2, 2), testing::ElementsAre(0, 0, 0, 1));
}

TEST(FrameSignTest, EvenGroundHasNoSign) {
  for (const uint8_t grey : {0, 128, 255}) {
    const Picture even{40, 30, std::vector<uint8_t>(1200, grey)};
    EXPECT_TRUE(absl::IsInvalidArgument(FrameSign(even, kSide, kSide).status()));
  }
  PhotoStyle blank{.paper = 200, .ink = 200};
  EXPECT_TRUE(absl::IsInvalidArgument(FrameSign(DrawPhoto(1, 1, blank), kSide, kSide).status()));
}

TEST(FrameSignTest, OddSizesAreNoTrouble) {
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{1, 1}, {1, 300}, {5000, 3}}) {
    Picture picture{width, height, std::vector<uint8_t>(static_cast<size_t>(width * height), 250)};
    picture.grey[picture.grey.size() / 2] = 0;
    const auto values = FrameSign(picture, kSide, kSide);
    if (!values.ok()) continue;
    EXPECT_EQ(values->size(), static_cast<size_t>(kSide * kSide));
  }
}

}  // namespace
}  // namespace gridfold
