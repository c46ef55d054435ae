#include "coordinator/prune/halving_pruner.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

std::vector<Contender> WithMeans(const std::vector<double>& means) {
  std::vector<Contender> contenders;
  for (const double mean : means) {
    contenders.push_back({static_cast<int64_t>(contenders.size()), {mean}, {}});
  }
  return contenders;
}

TEST(HalvingPrunerTest, StagesGrowByEtaUpToAllEpochs) {
  const HalvingPruner pruner(
      {.eta = 3, .min_epochs = 1, .epochs = 30, .cohort = 9, .stage_folds = 1, .folds = 5});
  const Cohort cohort = pruner.CohortAt(4);
  EXPECT_EQ(cohort.size, 9);
  EXPECT_EQ(cohort.stages, (std::vector<Stage>{{1, 1}, {1, 3}, {1, 9}, {1, 27}, {5, 0}}));
}

TEST(HalvingPrunerTest, TheBestOfEtaGoOnAndTiesGoToTheEarlier) {
  const HalvingPruner pruner({.eta = 3});
  const auto goes_on = pruner.GoOn(Cohort(), 0, WithMeans({0.1, 0.7, 0.5, 0.7, 0.2, 0.7, 0.3}), {});
  EXPECT_EQ(goes_on, (std::vector<bool>{false, true, false, true, false, false, false}));
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, WithMeans({0.1, 0.2}), {}), (std::vector<bool>{false, true}))
      << "somebody goes on";
  EXPECT_TRUE(pruner.GoOn(Cohort(), 0, {}, {}).empty());
}

// The table in section 3.2 of Li et al. 2018: R = 81, eta = 3.
TEST(HalvingPrunerTest, BracketsAreThoseOfThePaper) {
  const HalvingPruner pruner({.eta = 3, .epochs = 81, .brackets = true});
  const struct {
    int64_t size;
    std::vector<Stage> stages;
  } paper[] = {{81, {{1, 1}, {1, 3}, {1, 9}, {1, 27}, {1, 0}}},
               {34, {{1, 3}, {1, 9}, {1, 27}, {1, 0}}},
               {15, {{1, 9}, {1, 27}, {1, 0}}},
               {8, {{1, 27}, {1, 0}}},
               {5, {{1, 0}}}};
  for (int64_t index = 0; index < 10; ++index) {
    const Cohort cohort = pruner.CohortAt(index);
    EXPECT_EQ(cohort.size, paper[index % 5].size);
    EXPECT_EQ(cohort.stages, paper[index % 5].stages);
  }
}

TEST(HalvingPrunerTest, FewEpochsLeaveNothingToHalve) {
  const HalvingPruner pruner({.eta = 3, .min_epochs = 5, .epochs = 5});
  EXPECT_EQ(pruner.CohortAt(0).stages, (std::vector<Stage>{{1, 0}}));
  const HalvingPruner brackets({.eta = 3, .epochs = 2, .brackets = true});
  EXPECT_EQ(brackets.CohortAt(1).stages, (std::vector<Stage>{{1, 0}}));
}

}  // namespace
}  // namespace gridfold
