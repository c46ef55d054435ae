#include "worker/trainer/early_stopping.h"

#include <gtest/gtest.h>

#include <vector>

namespace gridfold {
namespace {

// Epochs run until it stopped or the values are over, and the best epoch.
std::pair<int64_t, int64_t> Follow(const EarlyStoppingSettings& settings,
                                   const std::vector<double>& values) {
  EarlyStopping stopping(settings);
  int64_t epoch = 0;
  while (epoch < static_cast<int64_t>(values.size()) && !stopping.stopped()) {
    ++epoch;
    stopping.EndEpoch(epoch, values[static_cast<size_t>(epoch - 1)]);
  }
  return {epoch, stopping.best_epoch()};
}

using Ends = std::pair<int64_t, int64_t>;

TEST(EarlyStoppingTest, EndsAfterPatienceEpochsWithoutImprovement) {
  EXPECT_EQ(Follow({.patience = 2}, {5, 4, 4.5, 3, 3, 3.5, 1}), Ends(6, 4));
  EXPECT_EQ(Follow({.patience = 3}, {5, 4, 4.5, 3, 3, 3.5, 1}), Ends(7, 7));
}

TEST(EarlyStoppingTest, NoPatienceEndsWithTheFirstEpochThatIsNotBetter) {
  EXPECT_EQ(Follow({}, {5, 4, 3, 3, 1}), Ends(4, 3));
}

TEST(EarlyStoppingTest, AccuracyMustRise) {
  EXPECT_EQ(Follow({.monitor = Monitor::kAccuracy, .patience = 1}, {0.1, 0.3, 0.2}), Ends(3, 2));
}

TEST(EarlyStoppingTest, ImprovementsMustBeLargerThanMinDelta) {
  EXPECT_EQ(Follow({.min_delta = 0.5, .patience = 2}, {5, 4.75, 4.5, 1}), Ends(3, 1));
}

TEST(EarlyStoppingTest, FirstEpochsMayBeLeftOut) {
  EXPECT_EQ(Follow({.patience = 1, .start_from_epoch = 3}, {1, 2, 3, 4, 5, 0}), Ends(5, 4));
}

TEST(EarlyStoppingTest, SaysWhichEpochIsTheBest) {
  EarlyStopping stopping({.patience = 5});
  EXPECT_TRUE(stopping.EndEpoch(1, 2));
  EXPECT_FALSE(stopping.EndEpoch(2, 2));
  EXPECT_TRUE(stopping.EndEpoch(3, 1));
}

}  // namespace
}  // namespace gridfold
