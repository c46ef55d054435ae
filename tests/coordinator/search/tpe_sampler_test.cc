#include "coordinator/search/tpe_sampler.h"

#include <gtest/gtest.h>

#include "tests/coordinator/search/objectives.h"
#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

// All trials when they are finished in an order that `random` makes, as late as can be or at once.
std::vector<Point> Play(const TpeSampler& sampler, const Objective& objective, Random random) {
  TrialHistory history;
  for (;;) {
    const auto number = static_cast<int64_t>(history.size());
    const Proposal proposal = sampler.ProposeAfter(history, number, number, 64, {});
    for (const Point& point : proposal.points) history.push_back({point, false, {}});
    if (proposal.exhausted) break;
    std::vector<size_t> open;
    for (size_t i = 0; i < history.size(); ++i) {
      if (!history[i].finished) open.push_back(i);
    }
    if (!proposal.points.empty() && random.Below(2) == 0) continue;
    PastTrial& trial = history[open[random.Below(open.size())]];
    trial.finished = true;
    if (Fingerprint(trial.point) % 10 > 0) trial.loss = objective.loss(trial.point);
  }
  std::vector<Point> points;
  for (const PastTrial& trial : history) points.push_back(trial.point);
  return points;
}

TEST(TpeSamplerTest, TrialsAreTheSameInAnyOrderOfResults) {
  const Objective svm = Objectives()[4];
  const TpeSampler sampler(svm.space, 4, 50, 3);
  const std::vector<Point> reference = Play(sampler, svm, Random(0));
  EXPECT_EQ(reference.size(), 50u);
  for (uint64_t seed = 1; seed <= 5; ++seed) EXPECT_EQ(Play(sampler, svm, Random(seed)), reference);
  EXPECT_NE(Play(TpeSampler(svm.space, 4, 50, 2), svm, Random(0)), reference);
  EXPECT_NE(Play(TpeSampler(svm.space, 5, 50, 3), svm, Random(0)), reference);
}

TEST(TpeSamplerTest, WaitsForAllResultsButTheNewest) {
  const Objective branin = Objectives()[0];
  const TpeSampler sampler(branin.space, 1, 9, 2);
  TrialHistory history;
  for (int64_t number = 0; number < 3; ++number) {
    const Proposal proposal = sampler.ProposeAfter(history, number, number, 64, {});
    ASSERT_EQ(proposal.points.size(), 1u) << "trial " << number << " needs no result";
    history.push_back({proposal.points[0], false, {}});
  }
  history[1].finished = history[2].finished = true;
  const Proposal waiting = sampler.ProposeAfter(history, 3, 3, 64, {});
  EXPECT_TRUE(waiting.points.empty());
  EXPECT_FALSE(waiting.exhausted);
  EXPECT_EQ(waiting.next_cursor, 3);
  history[0].finished = true;
  EXPECT_EQ(sampler.ProposeAfter(history, 3, 3, 64, {}).points.size(), 1u);
}

TEST(TpeSamplerTest, FiniteSpacesEndWithTheirLastPoint) {
  Objective finite;
  finite.space = {{{{WholeRange("n", 1, 4), Listed("b", ParameterType::kBool, {false, true})}}}};
  finite.loss = [](const Point& point) {
    return static_cast<double>(std::get<int64_t>(point.at("n")));
  };
  const TpeSampler sampler(finite.space, 1, 1'000, 1);
  EXPECT_EQ(sampler.TrialCount(), 8);
  EXPECT_EQ(Play(sampler, finite, Random(1)).size(), 8u);
}

TEST(TpeSamplerTest, AsynchronouslyOnlyOpenTrialsAreCounted) {
  const Objective branin = Objectives()[0];
  const TpeSampler sampler(branin.space, 1, 9, 2, true);
  TrialHistory history;
  for (int64_t number = 0; number < 3; ++number) {
    const Proposal proposal = sampler.ProposeAfter(history, number, number, 64, {});
    ASSERT_EQ(proposal.points.size(), 1u);
    history.push_back({proposal.points[0], false, {}});
  }
  EXPECT_TRUE(sampler.ProposeAfter(history, 3, 3, 64, {}).points.empty()) << "three are open";
  history[2] = {history[2].point, true, 1.0};
  EXPECT_EQ(sampler.ProposeAfter(history, 3, 3, 64, {}).points.size(), 1u) << "whichever is done";
  EXPECT_NE(sampler.Remark(history), "");
  EXPECT_EQ(TpeSampler(branin.space, 1, 9, 2).Remark(history), "");
}

}  // namespace
}  // namespace gridfold
