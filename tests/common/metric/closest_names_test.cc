#include "common/metric/closest_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using testing::ElementsAre;

TEST(EditDistanceTest, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("abc", ""), 3u);
  EXPECT_EQ(EditDistance("", "ab"), 2u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("sitting", "kitten"), 3u);
  EXPECT_EQ(EditDistance("abc", "abc"), 0u);
}

TEST(ClosestNamesTest, PartsComeBeforeNeighbours) {
  EXPECT_THAT(ClosestNames("auc", {"acc", "roc_auc", "f1"}, 2), ElementsAre("roc_auc", "acc"));
  EXPECT_THAT(ClosestNames("acuracy", {"brier", "accuracy", "kappa"}, 1), ElementsAre("accuracy"));
}

TEST(ClosestNamesTest, EqualOnesKeepTheirOrderAndFewAreFew) {
  EXPECT_THAT(ClosestNames("x", {"b", "a"}, 5), ElementsAre("b", "a"));
  EXPECT_TRUE(ClosestNames("x", {}, 5).empty());
  EXPECT_THAT(ClosestNames("", {"ab", "a"}, 1), ElementsAre("a"));
}

}  // namespace
}  // namespace gridfold
