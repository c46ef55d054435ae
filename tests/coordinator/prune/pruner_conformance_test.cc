// What every rule must keep.
#include <gtest/gtest.h>

#include <algorithm>

#include "coordinator/prune/halving_pruner.h"
#include "coordinator/prune/median_pruner.h"
#include "coordinator/prune/race_pruner.h"
#include "tests/coordinator/prune/played_contest.h"

namespace gridfold {
namespace {

constexpr int kFolds = 4;
constexpr int64_t kEpochs = 20;
constexpr int64_t kTrials = 50;

struct Rule {
  std::string name;
  std::function<std::unique_ptr<Pruner>()> make;
};

std::vector<Rule> Rules() {
  return {{"race",
           [] {
             return std::make_unique<RacePruner>(RacePruner::Settings{
                 .margin = 0, .cohort = 12, .folds = kFolds, .fold_ratio = 1.0 / 3});
           }},
          {"halving",
           [] {
             return std::make_unique<HalvingPruner>(HalvingPruner::Settings{
                 .epochs = kEpochs, .cohort = 9, .stage_folds = 1, .folds = kFolds});
           }},
          {"hyperband",
           [] {
             return std::make_unique<HalvingPruner>(HalvingPruner::Settings{
                 .epochs = kEpochs, .brackets = true, .stage_folds = kFolds, .folds = kFolds});
           }},
          {"median", [] {
             return std::make_unique<MedianPruner>(MedianPruner::Settings{
                 .every = 4, .epochs = kEpochs, .cohort = 3, .folds = kFolds});
           }}};
}

// Trials differ by 0.01 and more, folds by little: the longer a training, the clearer.
MadeTrials Clear() {
  MadeTrials made{kTrials, kFolds, {}};
  made.score = [](int64_t trial, int fold, int64_t epochs) {
    const double quality = static_cast<double>(MixSeed(3, static_cast<uint64_t>(trial)) % 50);
    const double share = epochs == 0 ? 1 : static_cast<double>(epochs) / kEpochs;
    return 0.01 * quality * (0.5 + 0.5 * share) + 0.001 * fold + 1e-5 * static_cast<double>(trial);
  };
  return made;
}

int64_t Count(const PlayedContest& played, End end) {
  return std::count(played.ends.begin(), played.ends.end(), end);
}

class PrunerConformanceTest : public ::testing::TestWithParam<size_t> {
 protected:
  PlayedContest Play(const MadeTrials& made, uint64_t seed, bool asynchronous = false) {
    const auto make = Rules()[GetParam()].make;
    return PlayContest(make, asynchronous, made, kEpochs, Random(seed));
  }
};

TEST_P(PrunerConformanceTest, VerdictsAreTheSameInAnyOrderOfResults) {
  const PlayedContest reference = Play(Clear(), 0);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const PlayedContest played = Play(Clear(), seed);
    EXPECT_EQ(played.ends, reference.ends);
    EXPECT_EQ(played.fold_fits, reference.fold_fits);
    EXPECT_EQ(played.epochs, reference.epochs);
  }
}

TEST_P(PrunerConformanceTest, EveryTrialEndsAndSomeAreSpared) {
  for (const bool asynchronous : {false, true}) {
    const PlayedContest played = Play(Clear(), 1, asynchronous);
    EXPECT_EQ(Count(played, End::kOpen), 0);
    EXPECT_EQ(Count(played, End::kFailed), 0);
    EXPECT_GT(Count(played, End::kCompleted), 0);
    EXPECT_GT(Count(played, End::kPruned), kTrials / 5);
    EXPECT_LT(played.epochs, kTrials * kFolds * kEpochs * 8 / 10);
  }
}

TEST_P(PrunerConformanceTest, TheBestTrialIsKept) {
  const MadeTrials made = Clear();
  int64_t best = 0;
  for (int64_t trial = 1; trial < kTrials; ++trial) {
    if (made.score(trial, 0, 0) > made.score(best, 0, 0)) best = trial;
  }
  for (const bool asynchronous : {false, true}) {
    EXPECT_EQ(Play(made, 1, asynchronous).ends[static_cast<size_t>(best)], End::kCompleted);
  }
}

TEST_P(PrunerConformanceTest, FailedTrialsEndAsFailedAndHoldUpNobody) {
  MadeTrials made = Clear();
  made.fails = [](int64_t trial, int fold) { return trial % 3 == 0 && fold == trial % kFolds; };
  const PlayedContest reference = Play(made, 0);
  EXPECT_EQ(Count(reference, End::kOpen), 0);
  EXPECT_GT(Count(reference, End::kFailed), 0);
  for (int64_t trial = 0; trial < kTrials; trial += 3) {
    EXPECT_NE(reference.ends[static_cast<size_t>(trial)], End::kCompleted);
  }
  for (uint64_t seed = 1; seed <= 5; ++seed) EXPECT_EQ(Play(made, seed).ends, reference.ends);
  made.fails = [](int64_t, int) { return true; };
  EXPECT_EQ(Count(Play(made, 1), End::kFailed), kTrials);
  EXPECT_EQ(Count(Play(made, 1, true), End::kFailed), kTrials);
}

INSTANTIATE_TEST_SUITE_P(All, PrunerConformanceTest, ::testing::Range<size_t>(0, 4),
                         [](const auto& one) { return Rules()[one.param].name; });

}  // namespace
}  // namespace gridfold
