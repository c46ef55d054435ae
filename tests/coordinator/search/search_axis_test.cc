#include "coordinator/search/search_axis.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

Parameter Spread(ParameterType type, double min, double max, Scale scale) {
  Parameter parameter = Range("x", min, max, 1);
  parameter.count.reset();
  parameter.type = type;
  parameter.scale = scale;
  return parameter;
}

std::vector<Parameter> AllKinds() {
  std::vector<Parameter> kinds = {
      Listed("x", ParameterType::kBool, {false, true}),
      Listed("x", ParameterType::kCategorical, {std::string("a"), IntList{1, 2}, int64_t{3}}),
      Listed("x", ParameterType::kDiscrete, {10.0, 0.1, 1.0}),
      Listed("x", ParameterType::kDiscrete, {int64_t{1}, 2.5}),
      Range("x", 0, 1, 7),
      WholeRange("x", -3, 1'000'000)};
  for (const Scale scale : {Scale::kLinear, Scale::kLog, Scale::kReverseLog}) {
    kinds.push_back(Spread(ParameterType::kDouble, 0.001, 30, scale));
    kinds.push_back(Spread(ParameterType::kInt, 1, 500, scale));
    for (const ParameterType type : {ParameterType::kDouble, ParameterType::kInt}) {
      kinds.push_back(Spread(type, 2, 200, scale));
      kinds.back().step = 3;
      kinds.push_back(Spread(type, 2, 200, scale));
      kinds.back().count = 20;
    }
  }
  return kinds;
}

TEST(SearchAxisTest, ValuesComeBackFromTheirCoordinates) {
  for (const Parameter& parameter : AllKinds()) {
    const SearchAxis axis(parameter);
    for (int i = 0; i < 100; ++i) {
      const Value value = parameter.Quantile(i / 100.0);
      const double coordinate = axis.ToCoordinate(value);
      EXPECT_GE(coordinate, axis.low());
      EXPECT_LE(coordinate, axis.high());
      const Value back = axis.ToValue(coordinate);
      ASSERT_EQ(back.index(), value.index());
      double expected = 0, found = 0;
      if (ToNumber(value, expected) && ToNumber(back, found)) {
        EXPECT_NEAR(found, expected, 1e-12 * 200) << "rounding of exp(log(x))";
      } else {
        EXPECT_EQ(back, value);
      }
    }
  }
}

TEST(SearchAxisTest, EveryCoordinateIsAValueOfTheParameter) {
  for (const Parameter& parameter : AllKinds()) {
    const SearchAxis axis(parameter);
    for (int i = 0; i <= 100; ++i) {
      const Value value = axis.ToValue(axis.low() + (axis.high() - axis.low()) * i / 100);
      double number = 0;
      if (parameter.IsFinite()) {
        EXPECT_TRUE(parameter.GridContains(value)) << ToText(value);
      } else {
        ASSERT_TRUE(ToNumber(value, number));
        EXPECT_GE(number, parameter.min);
        EXPECT_LE(number, parameter.max);
      }
    }
  }
}

TEST(SearchAxisTest, NumbersAreInOrderHoweverWritten) {
  const SearchAxis axis(Listed("x", ParameterType::kDiscrete, {10.0, 0.1, 1.0}));
  EXPECT_EQ(axis.kind(), SearchAxis::Kind::kSteps);
  EXPECT_EQ(axis.ToCoordinate(0.1), 0);
  EXPECT_EQ(axis.ToCoordinate(1.0), 1);
  EXPECT_EQ(axis.ToCoordinate(10.0), 2);
}

TEST(SearchAxisTest, WholeNumbersOnALogarithmicScaleOwnHalfAUnitAtTheEnds) {
  const SearchAxis axis(Spread(ParameterType::kInt, 1, 8, Scale::kLog));
  EXPECT_EQ(axis.kind(), SearchAxis::Kind::kLine);
  EXPECT_DOUBLE_EQ(axis.low(), std::log(0.5));
  EXPECT_DOUBLE_EQ(axis.high(), std::log(8.5));
  EXPECT_EQ(axis.Snap(std::log(2.4)), std::log(2.0));
}

TEST(SearchAxisTest, OneValueIsFixed) {
  EXPECT_TRUE(SearchAxis::IsFixed(Listed("x", ParameterType::kDiscrete, {2.0})));
  EXPECT_TRUE(SearchAxis::IsFixed(Range("x", 3, 3, 5)));
  EXPECT_TRUE(SearchAxis::IsFixed(Range("x", 3, 4, 1)));
  EXPECT_FALSE(SearchAxis::IsFixed(Range("x", 3, 4, 2)));
}

}  // namespace
}  // namespace gridfold
