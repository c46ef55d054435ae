#include "coordinator/report/axis_scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gridfold::report {
namespace {

using testing::ElementsAre;

std::vector<std::string> Labels(const AxisScale& scale) {
  std::vector<std::string> labels;
  for (const Tick& tick : scale.ticks()) labels.push_back(tick.label);
  return labels;
}

TEST(AxisScaleTest, LinearTicksAreRoundAndInPlace) {
  const AxisScale scale = AxisScale::Linear(0, 10);
  EXPECT_THAT(Labels(scale), ElementsAre("0", "2", "4", "6", "8", "10"));
  for (const Tick& tick : scale.ticks()) {
    EXPECT_NEAR(tick.place, scale.Place(std::stod(tick.label)), 1e-12);
  }
}

TEST(AxisScaleTest, TicksShowTheDecimalsOfTheirStep) {
  EXPECT_THAT(Labels(AxisScale::Linear(0.9, 1)),
              ElementsAre("0.90", "0.92", "0.94", "0.96", "0.98", "1.00"));
}

TEST(AxisScaleTest, WhatCountsHasNoTicksBetweenWholeNumbers) {
  EXPECT_THAT(Labels(AxisScale::Linear(1, 3, true)), ElementsAre("1", "2", "3"));
}

TEST(AxisScaleTest, TicksCanStandAtTheValues) {
  const AxisScale scale = AxisScale::Log(3, 12).WithTicksAt({3, 6, 12});
  EXPECT_THAT(Labels(scale), ElementsAre("3", "6", "12"));
  EXPECT_NEAR(scale.ticks()[1].place, 0.5, 1e-12);
}

TEST(AxisScaleTest, ZeroIsNotNegative) {
  EXPECT_THAT(Labels(AxisScale::Linear(-1, 1)), ElementsAre("-1.0", "-0.5", "0.0", "0.5", "1.0"));
}

TEST(AxisScaleTest, LogTicksArePowersOfTen) {
  const AxisScale scale = AxisScale::Log(0.01, 10);
  EXPECT_THAT(Labels(scale), ElementsAre("0.01", "0.1", "1", "10"));
  EXPECT_NEAR(scale.Place(std::sqrt(0.1)), 0.5, 1e-12);
}

TEST(AxisScaleTest, ShortLogAxesHaveTicksBetween) {
  EXPECT_THAT(Labels(AxisScale::Log(1, 10)), ElementsAre("1", "2", "5", "10"));
}

TEST(AxisScaleTest, TwoDecadesOrAWishMakeALogAxis) {
  EXPECT_TRUE(AxisScale::Fitting({1, 100}).is_log());
  EXPECT_FALSE(AxisScale::Fitting({1, 99}).is_log());
  EXPECT_TRUE(AxisScale::Fitting({1, 2}, true).is_log());
  EXPECT_FALSE(AxisScale::Fitting({0, 100}, true).is_log());
  EXPECT_FALSE(AxisScale::Fitting({-5, 100}, true).is_log());
}

// Whatever the values are, places are in [0, 1] and the ticks few.
TEST(AxisScaleTest, ExtremeAndMissingValuesGiveAnAxis) {
  const double huge = std::numeric_limits<double>::max();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> lists = {{},
                                                  {nan},
                                                  {inf, 1},
                                                  {0},
                                                  {7},
                                                  {-3, -3},
                                                  {huge},
                                                  {-huge, huge},
                                                  {5e-324},
                                                  {5e-324, 1},
                                                  {1e-300, 1e300},
                                                  {1, 1 + 1e-15},
                                                  {123456789, 123456790}};
  for (const std::vector<double>& values : lists) {
    const AxisScale scale = AxisScale::Fitting(values);
    EXPECT_LE(scale.ticks().size(), 12u);
    for (const double value : FiniteOf(values)) {
      EXPECT_GE(scale.Place(value), 0) << value;
      EXPECT_LE(scale.Place(value), 1) << value;
    }
    for (const Tick& tick : scale.ticks()) EXPECT_TRUE(std::isfinite(tick.place)) << tick.label;
  }
}

TEST(AxisScaleTest, CategoriesStandInTheMiddleOfTheirBands) {
  const AxisScale scale = AxisScale::Categories({"a", "b"});
  EXPECT_DOUBLE_EQ(scale.Place(0), 0.25);
  EXPECT_DOUBLE_EQ(scale.Place(1), 0.75);
  EXPECT_THAT(Labels(scale), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace gridfold::report
