// Grids at the ends of what there can be: astronomic, empty, refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "coordinator/search/grid.h"
#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

TEST(GridLimitsTest, HugeGridsAreArithmetic) {
  for (const int axes : {1, 4, 10, 13}) {  // 10^3, 10^12, 10^30, 10^39 > 2^126
    SubSpace space;
    for (int i = 0; i < axes; ++i) {
      space.parameters.push_back(WholeRange(fmt::format("p{}", i), 1, 1'000));
    }
    const auto grid = Grid::Make(space, {"p0"});
    if (axes == 13) {
      ASSERT_FALSE(grid.ok());
      EXPECT_THAT(Message(grid.status()), HasSubstr("at most 2^126 points"));
      continue;
    }
    ASSERT_TRUE(grid.ok()) << grid.status();
    GridIndex expected = 1;
    for (int i = 0; i < axes; ++i) expected *= 1'000;
    EXPECT_TRUE(grid->size() == expected);
    for (const GridIndex index : {GridIndex{0}, expected / 3, expected - 1}) {
      EXPECT_TRUE(grid->Contains(grid->At(index)));
      EXPECT_EQ(grid->GroupSize(index), 1'000);
    }
    EXPECT_EQ(grid->At(0).at("p0"), Value(int64_t{1})) << "a path parameter starts at its least";
  }
}

TEST(GridLimitsTest, OneAxisOfABillionValuesIsArithmetic) {
  SubSpace space;
  space.parameters = {WholeRange("p", 0, 999'999'999)};
  const auto grid = Grid::Make(space, {});
  ASSERT_TRUE(grid.ok());
  EXPECT_TRUE(grid->size() == 1'000'000'000);
  EXPECT_EQ(grid->At(0).at("p"), Value(int64_t{500'000'000}));
  EXPECT_TRUE(grid->Contains(grid->At(999'999'999)));
  std::set<std::string> last;
  for (int i = 0; i < 1'000; ++i) last.insert(ToJson(grid->At(999'999'999 - i)));
  EXPECT_EQ(last.size(), 1'000u);
}

TEST(GridLimitsTest, GroupsLargerThanInt64Saturate) {
  SubSpace space;
  std::vector<std::string> path;
  for (int i = 0; i < 8; ++i) {
    path.push_back(fmt::format("p{}", i));
    space.parameters.push_back(WholeRange(path.back(), 1, 1'000));
  }
  const auto grid = Grid::Make(space, path);
  ASSERT_TRUE(grid.ok());
  EXPECT_EQ(grid->GroupSize(5), INT64_MAX);
  EXPECT_TRUE(grid->GroupStart(grid->size() - 1) == 0);
}

TEST(GridLimitsTest, RangeWithoutStepOrCountIsNoGrid) {
  SubSpace space;
  Parameter range = Range("coef0", 0, 1, 1);
  range.count.reset();
  space.parameters.push_back(range);
  const auto grid = Grid::Make(space, {});
  ASSERT_FALSE(grid.ok());
  EXPECT_EQ(Message(grid.status()),
            "parameters.coef0: a grid over a range needs `step` or `count`, found neither");
}

TEST(GridLimitsTest, TooManyDecidingCombinationsAreRefusedAtOnce) {
  SubSpace space;
  space.parameters = {WholeRange("p", 1, 1e9),
                      When(WholeRange("q", 1, 2), "p", {int64_t{3}, int64_t{4}})};
  EXPECT_THAT(Message(Grid::Make(space, {}).status()), HasSubstr("at most 100000 combinations"));
  space.parameters[0] = WholeRange("p", 1, 100'000);
  const auto grid = Grid::Make(space, {});
  ASSERT_TRUE(grid.ok()) << grid.status();
  EXPECT_TRUE(grid->size() == 100'002);
}

TEST(GridLimitsTest, SpaceWithoutParametersHasOneEmptyPoint) {
  const auto grid = Grid::Make({}, {"C"});
  ASSERT_TRUE(grid.ok());
  EXPECT_TRUE(grid->size() == 1);
  EXPECT_TRUE(grid->At(0).empty());
  EXPECT_TRUE(grid->Contains({}));
  EXPECT_FALSE(grid->Contains({{"C", 1.0}}));
}

}  // namespace
}  // namespace gridfold
