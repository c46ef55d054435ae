#include "coordinator/search/sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

StudySpec Study(Algorithm algorithm) {
  StudySpec study;
  study.model = "svm";
  study.search.algorithm = algorithm;
  study.space.members = {{{Listed("C", ParameterType::kDiscrete, {0.1, 1.0, 10.0}),
                           Listed("gamma", ParameterType::kDiscrete, {0.01, 0.1, 1.0})}}};
  return study;
}

TEST(MakeSamplerTest, GridOfAnSvmHasAllCOfAGammaTogether) {
  const auto sampler = MakeSampler(Study(Algorithm::kGrid));
  const Proposal proposal = sampler->Propose(0, 0, 9, {});
  ASSERT_EQ(proposal.points.size(), 9u);
  const double gammas[] = {0.1, 0.01, 1.0}, costs[] = {0.1, 1.0, 10.0};
  for (size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(proposal.points[i].at("gamma"), Value(gammas[i / 3]));
    EXPECT_EQ(proposal.points[i].at("C"), Value(costs[i % 3]));
  }
}

TEST(MakeSamplerTest, RandomSearchTakesTheSeedAndTheTrialsOfTheStudy) {
  StudySpec study = Study(Algorithm::kRandom);
  study.search.trials = 4;
  const auto first = MakeSampler(study)->Propose(0, 0, 9, {});
  EXPECT_EQ(first.points.size(), 4u);
  study.search.seed = 1;
  EXPECT_NE(MakeSampler(study)->Propose(0, 0, 9, {}).points, first.points);
}

TEST(CheckSearchTest, SpaceThatIsNoGridIsRefusedAndProposesNothing) {
  StudySpec study = Study(Algorithm::kGrid);
  EXPECT_TRUE(CheckSearch(study).ok());
  Parameter range = Range("tol", 0, 1, 1);
  range.count.reset();
  study.space.members[0].parameters.push_back(range);
  EXPECT_THAT(Message(CheckSearch(study)), HasSubstr("parameters.tol: a grid over a range needs"));
  const auto sampler = MakeSampler(study);
  EXPECT_EQ(sampler->TrialCount(), 0);
  EXPECT_TRUE(sampler->Propose(0, 0, 5, {}).exhausted);
  study.search.algorithm = Algorithm::kRandom;
  EXPECT_TRUE(CheckSearch(study).ok()) << "a random search needs no steps";
  study.space.members.clear();
  EXPECT_THAT(Message(CheckSearch(study)), HasSubstr("expected at least one member"));
  EXPECT_TRUE(MakeSampler(study)->Propose(0, 0, 5, {}).points.empty());
}

}  // namespace
}  // namespace gridfold
