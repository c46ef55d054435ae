#include "coordinator/prune/median_pruner.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

Contender WithMerits(int64_t trial, std::vector<double> merits) {
  return {trial, std::move(merits), {}};
}

TEST(MedianPrunerTest, StagesAreEvenlySpaced) {
  const MedianPruner pruner({.min_epochs = 2, .every = 3, .epochs = 9, .cohort = 4, .folds = 3});
  EXPECT_EQ(pruner.CohortAt(0).stages, (std::vector<Stage>{{3, 2}, {3, 5}, {3, 8}, {3, 0}}));
  EXPECT_EQ(pruner.CohortAt(7).size, 4);
}

TEST(MedianPrunerTest, WhoIsBelowTheMedianOfEarlierTrialsIsOut) {
  const MedianPruner pruner({.startup = 3});
  const std::vector<Contender> earlier = {WithMerits(0, {0.1, 0.3}), WithMerits(1, {0.5, 0.5}),
                                          WithMerits(2, {0.4, 0.8}), WithMerits(3, {0.9, 0.1})};
  // Their means: 0.2, 0.5, 0.6, 0.5; the median is 0.5.
  const std::vector<Contender> contenders = {WithMerits(4, {0.4, 0.6}), WithMerits(5, {0.4, 0.58}),
                                             WithMerits(6, {0.9, 0.9})};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, contenders, earlier), (std::vector<bool>{true, false, true}));
}

TEST(MedianPrunerTest, NobodyIsOutBeforeEnoughTrialsAreKnown) {
  const MedianPruner pruner({.startup = 2});
  const std::vector<Contender> contenders = {WithMerits(1, {0.0})};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, contenders, std::vector{WithMerits(0, {1.0})}),
            (std::vector<bool>{true}));
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true}));
}

}  // namespace
}  // namespace gridfold
