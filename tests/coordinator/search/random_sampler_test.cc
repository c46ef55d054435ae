#include "coordinator/search/random_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

Value Text(const char* text) { return std::string(text); }

Parameter Continuous(const std::string& name, double min, double max, Scale scale) {
  Parameter parameter = Range(name, min, max, 1);
  parameter.count.reset();
  parameter.scale = scale;
  return parameter;
}

SearchSpace One(std::vector<Parameter> parameters) { return {{{std::move(parameters)}}}; }

// `trials` points, `count` at a time.
std::vector<Point> Points(const RandomSampler& sampler, int64_t trials, int64_t count) {
  std::vector<Point> points;
  SeenPoints seen;
  while (static_cast<int64_t>(points.size()) < trials) {
    const auto done = static_cast<int64_t>(points.size());
    const Proposal proposal = sampler.Propose(done, done, std::min(count, trials - done), seen);
    EXPECT_EQ(proposal.next_cursor, done + static_cast<int64_t>(proposal.points.size()));
    for (const Point& point : proposal.points) {
      EXPECT_TRUE(seen.insert(Fingerprint(point)).second) << ToJson(point) << " came twice";
      points.push_back(point);
    }
    if (proposal.exhausted) break;
  }
  return points;
}

SearchSpace Svm() {
  return One({Listed("kernel", ParameterType::kCategorical, {Text("rbf"), Text("linear")}),
              Continuous("C", 0.01, 100, Scale::kLog),
              When(Continuous("gamma", 0.001, 1, Scale::kLog), "kernel", {Text("rbf")})});
}

TEST(RandomSamplerTest, PointIsAFunctionOfSeedAndTrial) {
  const RandomSampler sampler(Svm(), 7, 100);
  const std::vector<Point> reference = Points(sampler, 100, 100);
  EXPECT_EQ(reference.size(), 100u);
  EXPECT_EQ(Points(sampler, 100, 1), reference);
  EXPECT_EQ(Points(sampler, 100, 7), reference);
  EXPECT_NE(Points(RandomSampler(Svm(), 8, 100), 100, 100), reference);
}

TEST(RandomSamplerTest, InactiveParametersAreAbsentAndConstantsPresent) {
  SearchSpace space = Svm();
  space.members[0].parameters.push_back(Listed("tol", ParameterType::kDiscrete, {0.001}));
  space.members[0].parameters.back().constant = true;
  int rbf = 0;
  for (const Point& point : Points(RandomSampler(space, 1, 200), 200, 64)) {
    EXPECT_EQ(point.contains("gamma"), point.at("kernel") == Text("rbf"));
    EXPECT_EQ(point.at("tol"), Value(0.001));
    rbf += point.contains("gamma");
  }
  EXPECT_NEAR(rbf, 100, 35) << "five standard deviations of 200 fair coins";
}

TEST(RandomSamplerTest, DrawsAreUniformOnTheScale) {
  double sum = 0, squares = 0;
  constexpr int kTrials = 2'000;
  for (const Point& point : Points(RandomSampler(Svm(), 3, kTrials), kTrials, 500)) {
    const double u = (std::log10(std::get<double>(point.at("C"))) + 2) / 4;
    EXPECT_GE(u, -1e-12);
    EXPECT_LE(u, 1 + 1e-12);
    sum += u;
    squares += u * u;
  }
  // Five standard errors: sqrt(1/12/2000) = 0.0065 and sqrt(4/45/2000) = 0.0067.
  EXPECT_NEAR(sum / kTrials, 0.5, 0.033);
  EXPECT_NEAR(squares / kTrials, 1.0 / 3, 0.034);
}

TEST(RandomSamplerTest, AnotherParameterLeavesTheDrawsOfTheFirst) {
  SearchSpace wider = Svm();
  wider.members[0].parameters.insert(wider.members[0].parameters.begin(),
                                     Continuous("coef0", 0, 1, Scale::kLinear));
  const auto narrow = Points(RandomSampler(Svm(), 7, 50), 50, 50);
  const auto wide = Points(RandomSampler(wider, 7, 50), 50, 50);
  for (size_t i = 0; i < narrow.size(); ++i) EXPECT_EQ(narrow[i].at("C"), wide[i].at("C"));
}

TEST(RandomSamplerTest, MembersOfAUnionAreEquallyLikely) {
  const SearchSpace space = {
      {{{Continuous("a", 0, 1, Scale::kLinear)}}, {{Continuous("b", 0, 1, Scale::kLinear)}}}};
  int first = 0;
  for (const Point& point : Points(RandomSampler(space, 1, 400), 400, 400)) {
    first += point.contains("a");
  }
  EXPECT_NEAR(first, 200, 50) << "five standard deviations of 400 fair coins";
}

TEST(RandomSamplerTest, FiniteSpaceIsExhaustedByItsLastPoint) {
  Parameter plain = WholeRange("n", 1, 4);  // finite although it says no step
  plain.step.reset();
  const SearchSpace space = One({plain, Listed("b", ParameterType::kBool, {false, true})});
  const RandomSampler sampler(space, 9, 1'000);
  EXPECT_EQ(sampler.TrialCount(), 8);
  EXPECT_EQ(Points(sampler, 1'000, 3).size(), 8u);
  const Proposal all = sampler.Propose(0, 0, 1'000, {});
  EXPECT_EQ(all.points.size(), 8u);
  EXPECT_TRUE(all.exhausted);
  EXPECT_GT(all.duplicates, 0);
}

TEST(RandomSamplerTest, OverlappingFiniteMembersEndAfterAThousandCollisions) {
  const Parameter flag = Listed("b", ParameterType::kBool, {false, true});
  const RandomSampler sampler({{{{flag}}, {{flag}}}}, 9, 1'000);
  const Proposal proposal = sampler.Propose(0, 0, 10, {});
  EXPECT_EQ(proposal.points.size(), 2u);
  EXPECT_TRUE(proposal.exhausted);
  EXPECT_GE(proposal.duplicates, 1'000);
}

TEST(RandomSamplerTest, SeenPointsAreDrawnAnewButLaterTrialsStay) {
  const RandomSampler sampler(Svm(), 7, 100);
  const Proposal reference = sampler.Propose(0, 0, 3, {});
  const Proposal other =
      sampler.Propose(0, 0, 3, {Fingerprint(reference.points[0]), Fingerprint(Point())});
  EXPECT_EQ(other.duplicates, 1);
  EXPECT_NE(other.points[0], reference.points[0]);
  EXPECT_EQ(other.points[1], reference.points[1]);
  EXPECT_EQ(other.points[2], reference.points[2]);
}

TEST(RandomSamplerTest, TrialsLimitTheDraws) {
  const RandomSampler sampler(Svm(), 7, 10);
  EXPECT_EQ(sampler.TrialCount(), 10);
  const Proposal proposal = sampler.Propose(8, 8, 64, {});
  EXPECT_EQ(proposal.points.size(), 2u);
  EXPECT_EQ(proposal.next_cursor, 10);
  EXPECT_TRUE(proposal.exhausted);
  EXPECT_TRUE(sampler.Propose(10, 10, 64, {}).points.empty());
  EXPECT_EQ(RandomSampler(Svm(), 7, {}).TrialCount(), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace gridfold
