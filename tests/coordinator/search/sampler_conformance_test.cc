// What every sampler must keep, whatever its method.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "coordinator/search/sampler.h"
#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

Value Text(const char* text) { return std::string(text); }

Parameter Spread(const std::string& name, ParameterType type, double min, double max, Scale scale) {
  Parameter parameter;
  parameter.name = name;
  parameter.type = type;
  parameter.min = min;
  parameter.max = max;
  parameter.scale = scale;
  return parameter;
}

// All kinds of ranges, conditions two deep, a constant. A grid needs counts.
SubSpace Mixed(bool for_grid) {
  SubSpace space;
  space.parameters = {
      Listed("kernel", ParameterType::kCategorical, {Text("rbf"), Text("linear"), Text("poly")}),
      Spread("C", ParameterType::kDouble, 0.01, 100, Scale::kLog),
      When(Spread("gamma", ParameterType::kDouble, 0.001, 1, Scale::kReverseLog), "kernel",
           {Text("rbf"), Text("poly")}),
      When(Spread("degree", ParameterType::kInt, 2, 5, Scale::kLinear), "kernel", {Text("poly")}),
      When(Spread("coef0", ParameterType::kDouble, 0, 1, Scale::kLinear), "degree",
           {int64_t{3}, int64_t{5}}),
      Spread("units", ParameterType::kInt, 1, 1000, Scale::kLog),
      Listed("tol", ParameterType::kDiscrete, {0.001})};
  space.parameters.back().constant = true;
  if (!for_grid) return space;
  for (Parameter& parameter : space.parameters) {
    if (parameter.values.empty()) parameter.count = 4;
  }
  return space;
}

bool HasValue(const Parameter& parameter, const Value& value) {
  if (parameter.IsFinite()) return parameter.GridContains(value);
  double number = 0;
  const bool typed = parameter.type == ParameterType::kInt ? std::holds_alternative<int64_t>(value)
                                                           : std::holds_alternative<double>(value);
  return typed && ToNumber(value, number) && number >= parameter.min && number <= parameter.max;
}

// Whether the point has the active parameters and no others, with values of theirs.
bool IsPointOf(const SubSpace& space, const Point& point) {
  size_t active = 0;
  for (const Parameter& parameter : space.parameters) {
    if (!SubSpace::IsActive(parameter, point)) continue;
    const auto found = point.find(parameter.name);
    if (found == point.end() || !HasValue(parameter, found->second)) return false;
    ++active;
  }
  return active == point.size();
}

bool IsPointOf(const SearchSpace& space, const Point& point) {
  return std::any_of(space.members.begin(), space.members.end(),
                     [&](const SubSpace& member) { return IsPointOf(member, point); });
}

class SamplerConformanceTest : public ::testing::TestWithParam<Algorithm> {
 protected:
  StudySpec Study(std::vector<SubSpace> members, std::optional<int64_t> trials, uint64_t seed) {
    StudySpec study;
    study.model = "svm";
    study.search.algorithm = GetParam();
    study.search.trials = trials;
    study.search.seed = seed;
    study.space.members = std::move(members);
    return study;
  }

  StudySpec MixedStudy(int64_t trials, uint64_t seed) {
    return Study({Mixed(GetParam() == Algorithm::kGrid)}, trials, seed);
  }
};

// All points of the study, asked for as a coordinator does that stops and starts between calls: at
// most `count_max` at a time, only the cursor and the points with their results kept. Fails on a
// point that came before.
std::vector<Point> AllProposed(const StudySpec& study, uint64_t count_max) {
  Random random(count_max);
  std::vector<Point> points;
  SeenPoints seen;
  TrialHistory history;
  int64_t cursor = 0;
  for (bool exhausted = false; !exhausted;) {
    const auto count = static_cast<int64_t>(1 + random.Below(count_max));
    const auto sampler = MakeSampler(study);
    const Proposal proposal =
        sampler->ProposeAfter(history, cursor, static_cast<int64_t>(points.size()), count, seen);
    const int64_t least = sampler->Learns() ? 1 : count;
    EXPECT_TRUE(proposal.exhausted || static_cast<int64_t>(proposal.points.size()) >= least);
    for (const Point& point : proposal.points) {
      EXPECT_TRUE(seen.insert(Fingerprint(point)).second) << ToJson(point) << " came twice";
      points.push_back(point);
      history.push_back({point, true, static_cast<double>(Fingerprint(point) % 1'000)});
    }
    cursor = proposal.next_cursor;
    exhausted = proposal.exhausted;
  }
  return points;
}

std::set<std::string> Texts(const std::vector<Point>& points) {
  std::set<std::string> texts;
  for (const Point& point : points) texts.insert(ToJson(point));
  return texts;
}

TEST_P(SamplerConformanceTest, PointsAreInBoundsCompleteAndDistinct) {
  const StudySpec study = MixedStudy(200, 5);
  const std::vector<Point> points = AllProposed(study, 64);
  EXPECT_EQ(points.size(), 200u);
  for (const Point& point : points) {
    EXPECT_TRUE(IsPointOf(study.space, point)) << ToJson(point);
    EXPECT_EQ(point.at("tol"), Value(0.001));
  }
}

TEST_P(SamplerConformanceTest, PiecesAreTheWhole) {
  const StudySpec study = MixedStudy(200, 11);
  const auto sampler = MakeSampler(study);
  const std::vector<Point> whole =
      sampler->Learns() ? AllProposed(study, 9) : sampler->Propose(0, 0, 200, {}).points;
  ASSERT_EQ(whole.size(), 200u);
  for (const uint64_t count_max : {1u, 2u, 7u, 150u}) {
    EXPECT_EQ(AllProposed(study, count_max), whole);
  }
}

TEST_P(SamplerConformanceTest, SeedAloneDecidesTheDraws) {
  const std::vector<Point> points = AllProposed(MixedStudy(50, 1), 64);
  EXPECT_EQ(AllProposed(MixedStudy(50, 1), 64), points);
  // A grid draws nothing.
  EXPECT_EQ(AllProposed(MixedStudy(50, 2), 64) == points, GetParam() == Algorithm::kGrid);
}

TEST_P(SamplerConformanceTest, FiniteSpacesAreVisitedToTheLastPointOnce) {
  Random random(17);
  for (int i = 0; i < 60;) {
    const SubSpace space = RandomSpace(random);
    const std::vector<Point> expected = AllPoints(space);
    if (expected.size() > 60) continue;
    const std::vector<Point> points = AllProposed(Study({space}, 1'000'000, ++i), 9);
    EXPECT_EQ(points.size(), expected.size());
    EXPECT_EQ(Texts(points), Texts(expected));
  }
}

TEST_P(SamplerConformanceTest, OverlappingUnionsAreVisitedToTheLastPointOnce) {
  Random random(23);
  for (int i = 0; i < 20;) {
    const SubSpace first = RandomSpace(random);
    const SubSpace second = Altered(first, random);
    std::set<std::string> expected = Texts(AllPoints(first));
    expected.merge(Texts(AllPoints(second)));
    if (expected.size() > 40) continue;
    EXPECT_EQ(Texts(AllProposed(Study({first, second}, 1'000'000, ++i), 9)), expected);
  }
}

TEST_P(SamplerConformanceTest, TrialsLimitTheStudy) {
  const StudySpec study = MixedStudy(10, 3);
  EXPECT_EQ(MakeSampler(study)->TrialCount(), 10);
  EXPECT_EQ(AllProposed(study, 64).size(), 10u);
  EXPECT_EQ(AllProposed(study, 3).size(), 10u);
}

INSTANTIATE_TEST_SUITE_P(All, SamplerConformanceTest,
                         ::testing::Values(Algorithm::kGrid, Algorithm::kRandom, Algorithm::kHalton,
                                           Algorithm::kTpe),
                         [](const auto& one) { return std::string(Name(one.param)); });

}  // namespace
}  // namespace gridfold
