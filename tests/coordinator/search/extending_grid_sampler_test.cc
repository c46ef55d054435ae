#include "coordinator/search/extending_grid_sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

#include "common/base/random.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;
using Loss = std::function<std::optional<double>(const Point&)>;

Parameter List(const std::string& name, std::vector<Value> values) {
  Parameter parameter;
  parameter.name = name;
  parameter.type = ParameterType::kDiscrete;
  parameter.values = std::move(values);
  return parameter;
}

SearchSpace Svm() { return {{{{List("C", {0.1, 1.0, 10.0}), List("gamma", {0.01, 0.1, 1.0})}}}}; }

ExtendingGridSampler Made(const SearchSpace& space, int64_t steps_max,
                          std::optional<int64_t> trials_max = {}) {
  auto sampler = ExtendingGridSampler::Make(space, {"C"}, trials_max, "svm", steps_max);
  EXPECT_TRUE(sampler.ok()) << sampler.status();
  return *std::move(sampler);
}

struct Played {
  std::vector<Point> points;
  std::string remark;
};

// A study in which trials finish in an order that `random` makes.
Played Play(const ExtendingGridSampler& sampler, const Loss& loss, Random random) {
  TrialHistory history;
  int64_t cursor = 0;
  bool exhausted = false;
  while (true) {
    if (!exhausted) {
      const Proposal proposal = sampler.ProposeAfter(
          history, cursor, static_cast<int64_t>(history.size()), 1 + random.Below(5), {});
      for (const Point& point : proposal.points) history.push_back({point, false, {}});
      cursor = proposal.next_cursor;
      exhausted = proposal.exhausted;
      if (!proposal.points.empty() && random.Below(2) == 0) continue;
    }
    std::vector<size_t> open;
    for (size_t i = 0; i < history.size(); ++i) {
      if (!history[i].finished) open.push_back(i);
    }
    if (open.empty()) {
      if (exhausted) break;
      continue;
    }
    PastTrial& trial = history[open[random.Below(open.size())]];
    trial.finished = true;
    trial.loss = loss(trial.point);
  }
  Played played;
  for (const PastTrial& trial : history) played.points.push_back(trial.point);
  played.remark = sampler.Remark(history);
  return played;
}

// Least where C and gamma are these.
Loss Bowl(double c, double gamma) {
  return [=](const Point& point) {
    return std::abs(std::log(NumberAt(point, "C") / c)) +
           std::abs(std::log(NumberAt(point, "gamma") / gamma));
  };
}

TEST(ExtendingGridSamplerTest, AGridWhoseBestPointLiesWithinStaysAsItIs) {
  const Played played = Play(Made(Svm(), 8), Bowl(1, 0.1), Random(1));
  EXPECT_EQ(played.points.size(), 9u);
  EXPECT_EQ(played.remark, "");
}

TEST(ExtendingGridSamplerTest, AnEdgeIsMovedUntilTheBestPointLiesWithin) {
  const Played played = Play(Made(Svm(), 8), Bowl(100, 0.1), Random(1));
  // Two more values of C, each with all of gamma: 100, the best, and 1000 beyond it.
  EXPECT_EQ(played.points.size(), 15u);
  EXPECT_EQ(played.remark, "C was continued from 10 to 100, 1000");
  std::set<std::string> distinct;
  for (const Point& point : played.points) distinct.insert(ToJson(point));
  EXPECT_EQ(distinct.size(), 15u);
}

TEST(ExtendingGridSamplerTest, ACornerIsMovedBothWays) {
  const Played played = Play(Made(Svm(), 8), Bowl(100, 0.001), Random(1));
  // 3 x 3, then 4 x 4, then 5 x 5.
  EXPECT_EQ(played.points.size(), 25u);
  EXPECT_EQ(played.remark,
            "C was continued from 10 to 100, 1000; gamma was continued from 0.01 to 0.001, 0.0001");
}

TEST(ExtendingGridSamplerTest, TrialsAreTheSameInAnyOrderOfResults) {
  const ExtendingGridSampler sampler = Made(Svm(), 8);
  const Loss loss = [](const Point& point) -> std::optional<double> {
    if (Fingerprint(point) % 7 == 0) return std::nullopt;  // it failed
    return *Bowl(300, 0.001)(point);
  };
  const std::vector<Point> reference = Play(sampler, loss, Random(0)).points;
  EXPECT_GT(reference.size(), 9u);
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    EXPECT_EQ(Play(sampler, loss, Random(seed)).points, reference);
  }
}

TEST(ExtendingGridSamplerTest, StepsAndTrialsAndBoundsEndIt) {
  const Played steps = Play(Made(Svm(), 2), Bowl(1e9, 0.1), Random(1));
  EXPECT_EQ(steps.points.size(), 15u);
  EXPECT_THAT(steps.remark, HasSubstr("not continued further: C was moved 2 times"));
  EXPECT_EQ(Play(Made(Svm(), 8, 11), Bowl(1e9, 0.1), Random(1)).points.size(), 11u);
  EXPECT_EQ(Play(Made(Svm(), 8, 5), Bowl(1e9, 0.1), Random(1)).points.size(), 5u);
  const SearchSpace even = {{{{List("C", {1.0, 2.0, 3.0}), List("gamma", {0.01, 0.1, 1.0})}}}};
  const Played bound = Play(Made(even, 8), Bowl(0.001, 0.1), Random(1));
  EXPECT_EQ(bound.points.size(), 9u);
  EXPECT_EQ(bound.remark, "not continued further: C = 0 cannot be");
}

TEST(ExtendingGridSamplerTest, EqualScoresDoNotMoveAnEdgeForEver) {
  const Played played = Play(
      Made(Svm(), 8), [](const Point&) -> std::optional<double> { return 0.5; }, Random(1));
  // The earliest trial counts as best; a grid begins with the middle of its refined axes.
  EXPECT_LE(played.points.size(), 16u);
}

TEST(ExtendingGridSamplerTest, AUnionGoesOnWhereTheBestPointIs) {
  const SearchSpace space = {{{{List("C", {0.1, 1.0, 10.0}), List("gamma", {0.1})}},
                              {{List("C", {0.1, 1.0, 10.0}), List("gamma", {5.0})}}}};
  const Played played = Play(Made(space, 8), Bowl(100, 5), Random(1));
  EXPECT_EQ(played.points.size(), 8u);
  EXPECT_EQ(played.points.back(), (Point{{"C", 1000.0}, {"gamma", 5.0}}));
}

TEST(ExtendingGridSamplerTest, NoScoreNoExtension) {
  const Played played = Play(
      Made(Svm(), 8), [](const Point&) -> std::optional<double> { return {}; }, Random(1));
  EXPECT_EQ(played.points.size(), 9u);
}

}  // namespace
}  // namespace gridfold
