#include "common/spec/space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;

Parameter Range(ParameterType type, double min, double max, Scale scale = Scale::kLinear) {
  Parameter parameter;
  parameter.name = "p";
  parameter.type = type;
  parameter.min = min;
  parameter.max = max;
  parameter.scale = scale;
  return parameter;
}

Parameter WithCount(Parameter parameter, int64_t count) {
  parameter.count = count;
  return parameter;
}

Parameter WithStep(Parameter parameter, double step) {
  parameter.step = step;
  return parameter;
}

constexpr auto kDouble = ParameterType::kDouble;
constexpr auto kInt = ParameterType::kInt;

TEST(ParameterTest, LogarithmicCountGivesTheNumbersOneWouldWrite) {
  EXPECT_THAT(GridTexts(WithCount(Range(kDouble, 0.01, 1, Scale::kLog), 3)),
              ElementsAre("0.01", "0.1", "1.0"));
  EXPECT_THAT(
      GridTexts(WithCount(Range(kDouble, 1e-5, 1e3, Scale::kLog), 9)),
      ElementsAre("1e-05", "0.0001", "0.001", "0.01", "0.1", "1.0", "10.0", "100.0", "1000.0"));
}

TEST(ParameterTest, LinearGridsGiveTheNumbersOneWouldWrite) {
  EXPECT_THAT(GridTexts(WithStep(Range(kDouble, 0.1, 0.7), 0.2)),
              ElementsAre("0.1", "0.3", "0.5", "0.7"));
  EXPECT_THAT(GridTexts(WithStep(Range(kDouble, 0, 0.3), 0.1)),
              ElementsAre("0.0", "0.1", "0.2", "0.3"));
  EXPECT_THAT(GridTexts(WithStep(Range(kDouble, 0, 1), 0.4)), ElementsAre("0.0", "0.4", "0.8"));
  EXPECT_THAT(GridTexts(WithCount(Range(kDouble, 0, 1), 5)),
              ElementsAre("0.0", "0.25", "0.5", "0.75", "1.0"));
}

TEST(ParameterTest, EndsAreExact) {
  const Parameter parameter = WithCount(Range(kDouble, 1.0 / 3, 2.0 / 3, Scale::kLog), 4);
  EXPECT_EQ(std::get<double>(parameter.GridValue(0)), 1.0 / 3);
  EXPECT_EQ(std::get<double>(parameter.GridValue(3)), 2.0 / 3);
}

TEST(ParameterTest, ReversedLogarithmIsTheMirroredOne) {
  EXPECT_THAT(GridTexts(WithCount(Range(kDouble, 1, 100, Scale::kReverseLog), 3)),
              ElementsAre("1.0", "91.0", "100.0"));
  EXPECT_THAT(GridTexts(WithCount(Range(kInt, 1, 100, Scale::kReverseLog), 3)),
              ElementsAre("1", "91", "100"));
}

TEST(ParameterTest, IntRangesStep) {
  EXPECT_THAT(GridTexts(WithStep(Range(kInt, 32, 128), 32)), ElementsAre("32", "64", "96", "128"));
  EXPECT_THAT(GridTexts(WithStep(Range(kInt, 1, 6), 2)), ElementsAre("1", "3", "5"));
  EXPECT_THAT(GridTexts(Range(kInt, -1, 1)), ElementsAre("-1", "0", "1"));
}

TEST(ParameterTest, RoundedPointsLoseTheirDuplicates) {
  // 1, 1.78, 3.16, 5.62, 10.
  EXPECT_THAT(GridTexts(WithCount(Range(kInt, 1, 10, Scale::kLog), 5)),
              ElementsAre("1", "2", "3", "6", "10"));
  EXPECT_THAT(GridTexts(WithCount(Range(kInt, 1, 4), 100)), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(WithCount(Range(kInt, 1, 10, Scale::kLog), 1'000'000'000).GridSize(), 10);
}

// The naive way: round every point, drop duplicates.
TEST(ParameterTest, RoundedPointsEqualTheNaiveList) {
  for (const int64_t max : {2, 3, 17, 100, 4096}) {
    for (int64_t count = 2; count <= 60; ++count) {
      for (const Scale scale : {Scale::kLinear, Scale::kLog}) {
        std::set<int64_t> naive;
        for (int64_t i = 0; i < count; ++i) {
          const double u = static_cast<double>(i) / static_cast<double>(count - 1);
          const double x = scale == Scale::kLog ? std::pow(static_cast<double>(max), u)
                                                : 1 + static_cast<double>(max - 1) * u;
          // The grid rounds to 15 digits before it rounds to whole numbers.
          naive.insert(static_cast<int64_t>(std::floor(x + 1e-9 + 0.5)));
        }
        const Parameter parameter =
            WithCount(Range(kInt, 1, static_cast<double>(max), scale), count);
        ASSERT_EQ(parameter.GridSize(), static_cast<int64_t>(naive.size())) << max << " " << count;
        int64_t index = 0;
        for (const int64_t expected : naive) {
          ASSERT_EQ(std::get<int64_t>(parameter.GridValue(index++)), expected)
              << max << " " << count;
        }
      }
    }
  }
}

TEST(ParameterTest, ASinglePointIsAGridOfOne) {
  EXPECT_THAT(GridTexts(WithCount(Range(kDouble, 2, 2), 7)), ElementsAre("2.0"));
  EXPECT_THAT(GridTexts(WithCount(Range(kDouble, 1, 2), 1)), ElementsAre("1.0"));
  EXPECT_THAT(GridTexts(WithStep(Range(kInt, 3, 3), 1)), ElementsAre("3"));
}

TEST(ParameterTest, RangesWithoutSpacingAreFiniteOnlyForInts) {
  EXPECT_FALSE(Range(kDouble, 0, 1).IsFinite());
  EXPECT_TRUE(Range(kInt, 0, 1).IsFinite());
  EXPECT_FALSE(Range(kInt, 1, 9, Scale::kLog).IsFinite());
  EXPECT_TRUE(WithCount(Range(kDouble, 0, 1), 3).IsFinite());
  EXPECT_TRUE(WithStep(Range(kDouble, 0, 1), 0.5).IsFinite());
}

TEST(ParameterTest, GridContainsExactlyItsValues) {
  const Parameter parameters[] = {
      WithCount(Range(kDouble, 0.01, 1, Scale::kLog), 30), WithStep(Range(kDouble, 0, 2), 0.1),
      WithCount(Range(kInt, 1, 1000, Scale::kLog), 40), Range(kInt, -50, 50)};
  for (const Parameter& parameter : parameters) {
    for (int64_t i = 0; i < parameter.GridSize(); ++i) {
      EXPECT_TRUE(parameter.GridContains(parameter.GridValue(i))) << i;
    }
    EXPECT_FALSE(parameter.GridContains(Value(0.0123)));
    EXPECT_FALSE(parameter.GridContains(Value(1e9)));
    EXPECT_FALSE(parameter.GridContains(Value(-1e9)));
    EXPECT_FALSE(parameter.GridContains(Value(std::nan(""))));
    EXPECT_FALSE(parameter.GridContains(Value(std::string("1"))));
  }
  EXPECT_FALSE(Range(kDouble, 0, 1).GridContains(Value(0.5)));
}

TEST(ParameterTest, QuantilesCoverTheRange) {
  const Parameter parameter = Range(kDouble, 1e-4, 1e-2, Scale::kLog);
  EXPECT_EQ(std::get<double>(parameter.Quantile(0)), 1e-4);
  // The middle of a logarithmic range is the geometric mean; pow is exact to a few units.
  EXPECT_NEAR(std::get<double>(parameter.Quantile(0.5)), 1e-3, 1e-15);
  EXPECT_LE(std::get<double>(parameter.Quantile(std::nextafter(1.0, 0.0))), 1e-2);
  const Parameter reversed = Range(kDouble, 1, 100, Scale::kReverseLog);
  EXPECT_NEAR(std::get<double>(reversed.Quantile(0.5)), 91, 1e-12);
}

TEST(ParameterTest, IntQuantilesAreEquallyLikely) {
  const Parameter parameter = Range(kInt, 1, 4);
  int counts[5] = {};
  for (int i = 0; i < 400; ++i) ++counts[std::get<int64_t>(parameter.Quantile(i / 400.0))];
  for (int value = 1; value <= 4; ++value) EXPECT_EQ(counts[value], 100);
}

TEST(ParameterTest, LogarithmicIntQuantilesReachBothEnds) {
  const Parameter parameter = Range(kInt, 1, 8, Scale::kLog);
  std::set<int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(std::get<int64_t>(parameter.Quantile(i / 1000.0)));
  EXPECT_EQ(seen.size(), 8u);
  EXPECT_EQ(*seen.begin(), 1);
  EXPECT_EQ(*seen.rbegin(), 8);
}

TEST(ParameterTest, QuantilesSnapToTheGrid) {
  const Parameter parameters[] = {WithStep(Range(kDouble, 0.1, 1, Scale::kLog), 0.3),
                                  WithStep(Range(kInt, 32, 128), 16),
                                  WithCount(Range(kDouble, 0.01, 1, Scale::kLog), 3)};
  for (const Parameter& parameter : parameters) {
    for (int i = 0; i < 200; ++i) {
      EXPECT_TRUE(parameter.GridContains(parameter.Quantile(i / 200.0)));
    }
  }
}

TEST(ParameterTest, ValuesAreTakenAsWritten) {
  Parameter parameter;
  parameter.values = {Value(std::string("b")), Value(std::string("a"))};
  EXPECT_EQ(parameter.GridSize(), 2);
  EXPECT_THAT(GridTexts(parameter), ElementsAre("b", "a"));
  EXPECT_EQ(ToText(parameter.Quantile(0.49)), "b");
  EXPECT_EQ(ToText(parameter.Quantile(0.51)), "a");
}

TEST(SubSpaceTest, AParameterIsActiveWhereAllItsParentsAllowIt) {
  Parameter parameter;
  parameter.when = {{"kernel", {Value(std::string("rbf")), Value(std::string("poly"))}},
                    {"depth", {Value(int64_t{2})}}};
  const Value rbf = std::string("rbf"), linear = std::string("linear");
  EXPECT_TRUE(SubSpace::IsActive(parameter, {{"kernel", rbf}, {"depth", int64_t{2}}}));
  EXPECT_FALSE(SubSpace::IsActive(parameter, {{"kernel", linear}, {"depth", int64_t{2}}}));
  EXPECT_FALSE(SubSpace::IsActive(parameter, {{"kernel", rbf}, {"depth", int64_t{1}}}));
  EXPECT_FALSE(SubSpace::IsActive(parameter, {{"kernel", rbf}}));  // depth itself is inactive
  EXPECT_TRUE(SubSpace::IsActive(Parameter(), {}));
}

}  // namespace
}  // namespace gridfold
