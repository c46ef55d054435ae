#include "coordinator/search/halton_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

Parameter LogRange(const std::string& name) {
  Parameter parameter = Range(name, 0.01, 100, 1);
  parameter.count.reset();
  parameter.scale = Scale::kLog;
  return parameter;
}

TEST(HaltonSamplerTest, EachTenthOfTheScaleIsVisitedAsOftenAsItIsWide) {
  const HaltonSampler sampler({{{{LogRange("C"), LogRange("gamma")}}}}, 7, 200);
  int counts[2][10] = {};
  for (const Point& point : sampler.Propose(0, 0, 200, {}).points) {
    int row = 0;
    for (const char* name : {"C", "gamma"}) {
      const double u = (std::log10(std::get<double>(point.at(name))) + 2) / 4;
      ++counts[row++][std::min(static_cast<int>(u * 10), 9)];
    }
  }
  // Independent draws have a standard deviation of 4.2, and of 20 counts one is out by more than 8.
  for (const auto& row : counts) {
    for (const int count : row) EXPECT_NEAR(count, 20, 4);
  }
}

TEST(HaltonSamplerTest, DuplicatesMoveTheCursorOn) {
  const HaltonSampler sampler(
      {{{{Listed("b", ParameterType::kBool, {false, true}), LogRange("C")}}}}, 7, 100);
  const Proposal reference = sampler.Propose(0, 0, 3, {});
  EXPECT_EQ(reference.next_cursor, 3);
  const Proposal other = sampler.Propose(0, 0, 3, {Fingerprint(reference.points[0])});
  EXPECT_EQ(other.duplicates, 1);
  EXPECT_EQ(other.next_cursor, 4);
  EXPECT_EQ(other.points[0], reference.points[1]);
  EXPECT_EQ(other.points[2], sampler.At(3));
}

TEST(HaltonSamplerTest, MembersOfAUnionTakeTurns) {
  const HaltonSampler sampler({{{{LogRange("a")}}, {{LogRange("b")}}}}, 3, {});
  EXPECT_EQ(sampler.TrialCount(), std::numeric_limits<double>::infinity());
  const std::vector<Point> points = sampler.Propose(0, 0, 40, {}).points;
  for (size_t i = 0; i < points.size(); i += 2) {
    EXPECT_NE(points[i].contains("a"), points[i + 1].contains("a"));
  }
}

TEST(HaltonSamplerTest, ConstantsTakeNoCoordinate) {
  Parameter constant = Listed("tol", ParameterType::kDiscrete, {0.001});
  constant.constant = true;
  const HaltonSampler without({{{{LogRange("C"), LogRange("gamma")}}}}, 7, 10);
  const HaltonSampler with({{{{constant, LogRange("C"), LogRange("gamma")}}}}, 7, 10);
  EXPECT_EQ(with.At(5).at("C"), without.At(5).at("C"));
  EXPECT_EQ(with.At(5).at("gamma"), without.At(5).at("gamma"));
}

}  // namespace
}  // namespace gridfold
