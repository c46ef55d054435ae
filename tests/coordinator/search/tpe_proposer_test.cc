#include "coordinator/search/tpe_proposer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/coordinator/search/random_space.h"
#include "tests/coordinator/search/sampler_race.h"

namespace gridfold {
namespace {

// Medians over 20 seeds of the best of 60 trials. The limits lie between TPE's and random search's
// medians, and nearer to TPE's: a sampler that does not learn fails.
TEST(TpeProposerTest, FindsBetterPointsThanRandomSearch) {
  const double limits[] = {0.75, -2.5, 0.38, 13.5, 0.035, -132};
  const std::vector<Objective> objectives = Objectives();
  for (size_t i = 0; i < objectives.size(); ++i) {
    const double tpe = MedianBest(objectives[i], Racer::kTpe, 20, 60, 0);
    const double behind = MedianBest(objectives[i], Racer::kTpe, 20, 60, 4);
    const double random = MedianBest(objectives[i], Racer::kRandom, 20, 60, 0);
    EXPECT_LT(tpe, limits[i]) << objectives[i].name;
    EXPECT_LT(behind, random) << objectives[i].name << " with four trials pending";
    EXPECT_GT(random, limits[i]) << objectives[i].name;
    RecordProperty(objectives[i].name,
                   fmt::format("tpe {:.4f}, 4 ahead {:.4f}, random {:.4f}", tpe, behind, random));
    EXPECT_GE(tpe, objectives[i].minimum - 1e-5) << objectives[i].name;
  }
}

std::vector<Observation> Finished(const Objective& objective, int64_t trials) {
  const HaltonSampler sampler(objective.space, 3, trials);
  std::vector<Observation> history;
  for (const Point& point : sampler.Propose(0, 0, trials, {}).points) {
    history.push_back({point, objective.loss(point)});
  }
  return history;
}

TEST(TpeProposerTest, ProposalIsAFunctionOfItsArguments) {
  const Objective svm = Objectives()[4];
  const std::vector<Observation> history = Finished(svm, 40);
  const auto point = TpeProposer(svm.space, 1).Propose(history, {}, 40);
  ASSERT_TRUE(point);
  EXPECT_EQ(TpeProposer(svm.space, 1).Propose(history, {}, 40), point);
  EXPECT_NE(TpeProposer(svm.space, 2).Propose(history, {}, 40), point);
  EXPECT_NE(TpeProposer(svm.space, 1).Propose(history, {}, 41), point);
  EXPECT_NE(TpeProposer(svm.space, 1).Propose(Finished(svm, 30), {}, 40), point);
}

TEST(TpeProposerTest, InactiveParametersAreAbsent) {
  const Objective svm = Objectives()[4];
  const std::vector<Observation> history = Finished(svm, 40);
  for (int64_t number = 40; number < 140; ++number) {
    const auto point = TpeProposer(svm.space, 1).Propose(history, {}, number);
    ASSERT_TRUE(point);
    const Value& kernel = point->at("kernel");
    EXPECT_EQ(point->contains("gamma"), kernel != Value(std::string("linear")));
    EXPECT_EQ(point->contains("degree"), kernel == Value(std::string("poly")));
  }
}

// Ten good trials near 0.2, many bad ones near 0.8.
TEST(TpeProposerTest, ProposalsGatherWhereTheGoodTrialsAre) {
  const SearchSpace space = {{{{Range("x", 0, 1, 1'000'001)}}}};
  std::vector<Observation> history;
  for (int i = 0; i < 100; ++i) {
    const double x = i % 10 == 0 ? 0.2 + i * 1e-4 : 0.8 + i * 1e-3;
    history.push_back({{{"x", x}}, x});
  }
  for (int64_t number = 100; number < 130; ++number) {
    const auto point = TpeProposer(space, 5).Propose(history, {}, number);
    EXPECT_LT(std::get<double>(point->at("x")), 0.5);
  }
}

TEST(TpeProposerTest, PendingPointsRepel) {
  const SearchSpace space = {{{{Range("x", 0, 1, 1'000'001)}}}};
  std::vector<Observation> history;
  for (int i = 0; i < 40; ++i) {
    const double x = 0.025 * i;
    history.push_back({{{"x", x}}, std::fabs(x - 0.5)});
  }
  const std::vector<Point> pending(30, Point{{"x", 0.5}});
  double free = 0, repelled = 0;
  for (int64_t number = 40; number < 80; ++number) {
    const TpeProposer proposer(space, 5);
    const auto distance = [](const std::optional<Point>& point) {
      return std::fabs(std::get<double>(point->at("x")) - 0.5);
    };
    free += distance(proposer.Propose(history, {}, number));
    repelled += distance(proposer.Propose(history, pending, number));
  }
  EXPECT_GT(repelled, 1.5 * free);
}

TEST(TpeProposerTest, FiniteSpacesAndUnionsAreVisitedToTheLastPointOnce) {
  Random random(29);
  for (int i = 0; i < 10;) {
    const SubSpace first = RandomSpace(random);
    const SubSpace second = Altered(first, random);
    std::set<std::string> expected, found;
    for (const SubSpace& member : {first, second}) {
      for (const Point& point : AllPoints(member)) expected.insert(ToJson(point));
    }
    if (expected.size() > 30) continue;
    const TpeProposer proposer({{first, second}}, static_cast<uint64_t>(++i));
    std::vector<Observation> history;
    while (const auto point = proposer.Propose(history, {}, static_cast<int64_t>(history.size()))) {
      EXPECT_TRUE(found.insert(ToJson(*point)).second) << ToJson(*point) << " came twice";
      history.push_back({*point, static_cast<double>(Fingerprint(*point) % 100)});
    }
    EXPECT_EQ(found, expected);
  }
}

TEST(TpeProposerTest, FirstTrialsAreThoseOfAHaltonSequence) {
  const Objective branin = Objectives()[0];
  const TpeProposer proposer(branin.space, 8);
  const HaltonSampler halton(branin.space, 8, {});
  EXPECT_EQ(proposer.Propose({}, {}, 0), halton.At(0));
  EXPECT_EQ(proposer.Propose(Finished(branin, 9), {}, 9), halton.At(9));
  EXPECT_NE(proposer.Propose(Finished(branin, 10), {}, 10), halton.At(10));
}

}  // namespace
}  // namespace gridfold
