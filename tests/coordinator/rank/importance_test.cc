#include "coordinator/rank/importance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "common/base/random.h"

namespace gridfold {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Parameter Range(const std::string& name, double min, double max, Scale scale = Scale::kLinear) {
  Parameter parameter;
  parameter.name = name;
  parameter.type = ParameterType::kDouble;
  parameter.min = min;
  parameter.max = max;
  parameter.scale = scale;
  return parameter;
}

Parameter Values(const std::string& name, std::vector<Value> values) {
  Parameter parameter;
  parameter.name = name;
  parameter.values = std::move(values);
  return parameter;
}

SearchSpace SpaceOf(std::vector<Parameter> parameters) {
  return {{SubSpace{std::move(parameters)}}};
}

TrialSummary Trial(const Point& point, double score) {
  TrialSummary trial;
  trial.state = TrialState::kCompleted;
  trial.parameters = point;
  trial.mean_score = score;
  return trial;
}

TEST(ParameterAxisTest, RangesAreUniformOnTheirScale) {
  const auto axis = ParameterAxis::Of(SpaceOf({Range("x", 1, 100, Scale::kLog)}), "x");
  EXPECT_EQ(axis.kind(), ParameterAxis::Kind::kRange);
  AxisPart part = axis.Whole();
  EXPECT_EQ(axis.ShareOf(part), 1);
  part.high = axis.CoordinateOf(Value(10.0));
  EXPECT_NEAR(axis.ShareOf(part), 0.5, 1e-15);
}

TEST(ParameterAxisTest, NumbersAreEquallyLikelyPoints) {
  const auto axis = ParameterAxis::Of(SpaceOf({Values("C", {int64_t{1}, 10.0, 100.0, 0.1})}), "C");
  EXPECT_EQ(axis.kind(), ParameterAxis::Kind::kPoints);
  AxisPart part = axis.Whole();
  part.high = 5;
  EXPECT_EQ(axis.ShareOf(part), 0.5) << "0.1 and 1";
  EXPECT_EQ(axis.CellsBetween({5}).size(), 4U);
}

TEST(ParameterAxisTest, UnionsHaveTheValuesOfAllMembers) {
  const SearchSpace space = {{SubSpace{{Values("k", {Value(std::string("a"))})}},
                              SubSpace{{Values("k", {Value(std::string("b")), Value(true)})}},
                              SubSpace{{Values("other", {int64_t{1}})}}}};
  const auto axis = ParameterAxis::Of(space, "k");
  EXPECT_EQ(axis.kind(), ParameterAxis::Kind::kCategories);
  EXPECT_EQ(axis.category_count(), 3);
  EXPECT_EQ(axis.CoordinateOf(Value(std::string("elsewhere"))), 3);
}

TEST(RegressionTreeTest, FindsTheSplitThatAHandFinds) {
  const std::vector<ParameterAxis> axes = {
      ParameterAxis::Of(SpaceOf({Range("x", 0, 4)}), "x"),
      ParameterAxis::Of(SpaceOf({Values("k", {Value(true), Value(false)})}), "k")};
  const std::vector<std::vector<double>> points = {{1, 0}, {2, 1}, {3, 0}, {3.5, 1}};
  const std::vector<double> values = {5, 5, 9, 9};
  auto leaves = GrowRegressionTree({axes, points, values}, {0, 1, 2, 3});
  ASSERT_EQ(leaves.size(), 2U);
  EXPECT_EQ(leaves[0].value, 5);
  EXPECT_EQ(leaves[0].box[0].high, 2.5);
  EXPECT_EQ(leaves[1].box[0].low, 2.5);
  EXPECT_THAT(leaves[0].box[1].categories, ElementsAre(true, true)) << "does not matter";
}

// The boxes of a tree are a partition: every point of the space lies in one of them.
TEST(RegressionTreeTest, LeavesCoverTheSpaceOnce) {
  const std::vector<ParameterAxis> axes = {
      ParameterAxis::Of(SpaceOf({Range("x", 0, 1)}), "x"),
      ParameterAxis::Of(SpaceOf({Values("k", {Value(std::string("a")), Value(std::string("b")),
                                              Value(std::string("c"))})}),
                        "k")};
  Random random(3);
  std::vector<std::vector<double>> points;
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) {
    points.push_back({random.Uniform(), static_cast<double>(random.Below(3))});
    values.push_back(random.Uniform());
  }
  std::vector<int32_t> all(200);
  std::iota(all.begin(), all.end(), 0);
  const auto leaves = GrowRegressionTree({axes, points, values}, all);
  double volume = 0;
  for (const TreeLeaf& leaf : leaves) {
    volume += axes[0].ShareOf(leaf.box[0]) * axes[1].ShareOf(leaf.box[1]);
  }
  EXPECT_NEAR(volume, 1, 1e-12);
  for (size_t i = 0; i < points.size(); ++i) {
    int covered = 0;
    for (const TreeLeaf& leaf : leaves) {
      if (!ParameterAxis::Covers(leaf.box[0], true, points[i][0]) ||
          !ParameterAxis::Covers(leaf.box[1], false, points[i][1])) {
        continue;
      }
      ++covered;
      EXPECT_EQ(leaf.value, values[i]) << "grown down to single samples";
    }
    EXPECT_EQ(covered, 1);
  }
}

// f(x, k) = 3 [x >= 1/2] + 4 [k = b], x uniform on [0, 1], k one of a, b: the variances are 9/4 and
// 4, exactly, as a tree of four leaves says them.
TEST(VarianceSharesTest, AreThoseOfAKnownFunction) {
  const std::vector<ParameterAxis> axes = {
      ParameterAxis::Of(SpaceOf({Range("x", 0, 1)}), "x"),
      ParameterAxis::Of(SpaceOf({Values("k", {Value(std::string("a")), Value(std::string("b"))})}),
                        "k")};
  const std::vector<std::vector<double>> points = {{0.25, 0}, {0.75, 0}, {0.25, 1}, {0.75, 1}};
  const std::vector<double> sum = {0, 3, 4, 7};
  const auto shares = VarianceShares(axes, GrowRegressionTree({axes, points, sum}, {0, 1, 2, 3}));
  EXPECT_THAT(shares, ElementsAre(DoubleNear(9.0 / 25, 1e-14), DoubleNear(16.0 / 25, 1e-14)));
  // Exclusive or: neither says anything alone.
  const std::vector<double> product = {0, 1, 1, 0};
  const auto none = VarianceShares(
      axes, GrowRegressionTree({axes, points, product}, {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3}));
  for (const double share : none) EXPECT_NEAR(share, 0, 1e-14);
  EXPECT_TRUE(VarianceShares(axes, {{{axes[0].Whole(), axes[1].Whole()}, 5}}).empty());
}

// Of 20 a + 10 b + c, all uniform, variances stand as 400 : 100 : 1. A forest on 500 random points
// smooths steps; 0.03 is what that costs.
TEST(ImportanceTest, LinearFunctionIsDividedByItsSquares) {
  const SearchSpace space = SpaceOf({Range("a", 0, 1), Range("b", 0, 1), Range("c", 0, 1)});
  const std::vector<std::string> names = {"c", "a", "b"};
  Random random(1);
  std::vector<TrialSummary> trials;
  for (int i = 0; i < 500; ++i) {
    const double a = random.Uniform(), b = random.Uniform(), c = random.Uniform();
    trials.push_back(Trial({{"a", a}, {"b", b}, {"c", c}}, 20 * a + 10 * b + c));
  }
  const auto result = ImportanceOf(space, names, trials);
  ASSERT_TRUE(result.ok()) << Message(result.status());
  EXPECT_EQ(result->parameters[0].name, "a");
  EXPECT_NEAR(result->parameters[0].share, 400.0 / 501, 0.03);
  EXPECT_NEAR(result->parameters[1].share, 100.0 / 501, 0.03);
  EXPECT_LT(result->parameters[2].share, 0.02);
  const auto again = ImportanceOf(space, names, trials);
  EXPECT_EQ(again->parameters[0].share, result->parameters[0].share) << "bit for bit";
}

TEST(ImportanceTest, WhatNotAllTrialsHaveIsLeftOut) {
  const SearchSpace space = SpaceOf({Range("a", 0, 1), Range("b", 0, 1)});
  std::vector<TrialSummary> trials;
  for (int i = 0; i < 8; ++i) trials.push_back(Trial({{"a", i / 8.0}}, i));
  trials[3].parameters["b"] = 0.5;
  trials.push_back(Trial({{"a", 1.0}}, std::nan("")));
  const std::vector<std::string> names = {"a", "b"};
  const auto result = ImportanceOf(space, names, trials);
  ASSERT_TRUE(result.ok()) << Message(result.status());
  EXPECT_EQ(result->trials, 8U);
  EXPECT_THAT(result->left_out, ElementsAre("b"));
  EXPECT_NEAR(result->parameters[0].share, 1, 1e-12) << "there is nothing else";
}

TEST(ImportanceTest, NothingToTellIsAnError) {
  const SearchSpace space = SpaceOf({Range("a", 0, 1)});
  const std::vector<std::string> names = {"a"};
  std::vector<TrialSummary> trials(3, Trial({{"a", 0.5}}, 1));
  EXPECT_THAT(Message(ImportanceOf(space, names, trials).status()),
              HasSubstr("at least 4 completed trials, found 3"));
  trials.resize(6, trials[0]);
  EXPECT_THAT(Message(ImportanceOf(space, names, trials).status()), HasSubstr("all 6 trials"));
}

}  // namespace
}  // namespace gridfold
