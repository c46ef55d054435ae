#include "common/picture/montage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "common/picture/tone.h"

namespace gridfold {
namespace {

using testing::ElementsAre;

TEST(FittedTest, ASmallPictureGrowsByAWholeNumber) {
  const Picture large = Fitted({2, 1, {10, 20}}, 5);
  EXPECT_EQ(large.width, 4);
  EXPECT_EQ(large.height, 2);
  EXPECT_THAT(large.grey, ElementsAre(10, 10, 20, 20, 10, 10, 20, 20));
}

TEST(FittedTest, ALargePictureShrinksToMeansOfSquares) {
  // 3 x 2 pixels in squares of 2 x 2: the last square is half beyond the picture.
  const Picture small = Fitted({3, 2, {0, 100, 7, 50, 51, 9}}, 2);
  EXPECT_EQ(small.width, 2);
  EXPECT_EQ(small.height, 1);
  EXPECT_THAT(small.grey, ElementsAre(50, 8));
}

TEST(FittedTest, AStripKeepsAtLeastOnePixelAcross) {
  const Picture strip = Fitted({1, 1000, std::vector<uint8_t>(1000, 9)}, 64);
  EXPECT_EQ(strip.width, 1);
  EXPECT_EQ(strip.height, 63);  // in squares of 16
  EXPECT_EQ(strip.grey.back(), 9);
}

TEST(MontageTest, PicturesLieInTheirCells) {
  const Picture one{1, 1, {1}}, tall{1, 2, {2, 3}};
  const Picture montage = Montage({{one}, {one, tall}}, 2);
  // Cells of 2 x 2: `one` is doubled, `tall` fits as it is.
  ASSERT_EQ(montage.width, 3 * kMontageGap + 2 * 2);
  ASSERT_EQ(montage.height, 3 * kMontageGap + 2 * 2);
  const int64_t first = kMontageGap, second = 2 * kMontageGap + 2;
  EXPECT_EQ(montage.at(first, first), 1);
  EXPECT_EQ(montage.at(first + 1, first + 1), 1);
  EXPECT_EQ(montage.at(first, second), 1);
  EXPECT_EQ(montage.at(second, second), 2);
  EXPECT_EQ(montage.at(second, second + 1), 3);
  EXPECT_EQ(montage.at(second + 1, second), kMontageGround);  // beside the tall one
  EXPECT_EQ(montage.at(second, first), kMontageGround);       // the first row has but one picture
  EXPECT_EQ(montage.at(0, 0), kMontageGround);
}

TEST(MontageTest, NoPicturesGiveAnEmptyOne) {
  EXPECT_EQ(Montage({}, 8).width, 0);
  EXPECT_EQ(Montage({{}, {}}, 8).width, 0);
}

TEST(InRowsTest, KeepsTheOrder) {
  const auto rows = InRows({{1, 1, {1}}, {1, 1, {2}}, {1, 1, {3}}}, 2);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][1].grey[0], 2);
  EXPECT_EQ(rows[1][0].grey[0], 3);
}

TEST(ToneTest, ChannelsAreAveragedAndNumbersBeyondCut) {
  const std::vector<float> values = {0, 1, 2, 2, -9, -9, 9, 9};
  const Picture picture = PictureOf(values, 2, 2, 2, {0, 2});
  EXPECT_THAT(picture.grey, ElementsAre(64, 255, 0, 255));  // 0.5 of 2: a quarter
}

TEST(ToneTest, WhatIsNotFiniteIsBlackAndSetsNoTone) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {nan, -1, 3, INFINITY};
  const Tones tones = TonesOf(values);
  EXPECT_EQ(tones.black, -1);
  EXPECT_EQ(tones.white, 3);
  EXPECT_THAT(PictureOf(values, 1, 4, 1, tones).grey, ElementsAre(0, 0, 255, 0));
}

TEST(ToneTest, OneNumberIsBlack) {
  const std::vector<float> values = {5, 5};
  EXPECT_THAT(PictureOf(values, 1, 2, 1, TonesOf(values)).grey, ElementsAre(0, 0));
}

}  // namespace
}  // namespace gridfold
