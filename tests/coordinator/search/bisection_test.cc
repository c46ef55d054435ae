#include "coordinator/search/bisection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <vector>

namespace gridfold {
namespace {

using ::testing::ElementsAre;

// The order by listing it: a queue of intervals, each of which gives its middle and two halves.
std::vector<int64_t> ListedOrder(int64_t size) {
  std::deque<std::pair<int64_t, int64_t>> queue = {{0, size}};
  std::vector<int64_t> order;
  while (!queue.empty()) {
    const auto [low, high] = queue.front();
    queue.pop_front();
    if (low == high) continue;
    const int64_t middle = low + (high - low) / 2;
    order.push_back(middle);
    queue.push_back({low, middle});
    queue.push_back({middle + 1, high});
  }
  return order;
}

std::vector<int64_t> Order(int64_t size, int64_t count) {
  std::vector<int64_t> order;
  for (int64_t i = 0; i < count; ++i) order.push_back(BisectionDigit(size, i));
  return order;
}

TEST(BisectionTest, OrderIsThatOfTheListedTree) {
  for (int64_t size = 1; size <= 600; ++size) {
    ASSERT_EQ(Order(size, size), ListedOrder(size)) << size;
  }
}

TEST(BisectionTest, MiddleThenQuartersThenEighths) {
  EXPECT_THAT(Order(7, 7), ElementsAre(3, 1, 5, 0, 2, 4, 6));
  EXPECT_THAT(Order(4, 4), ElementsAre(2, 1, 3, 0));
  EXPECT_THAT(Order(1'000'000'000, 3), ElementsAre(500'000'000, 250'000'000, 750'000'000));
}

TEST(BisectionTest, CountsAreThoseOfFullLevels) {
  EXPECT_EQ(BisectionLevels(1), 1);
  EXPECT_EQ(BisectionLevels(3), 2);
  EXPECT_EQ(BisectionLevels(4), 3);
  EXPECT_EQ(BisectionCount(4, -1), 0);
  EXPECT_EQ(BisectionCount(4, 1), 3);
  EXPECT_EQ(BisectionCount(4, 2), 4);
  EXPECT_EQ(BisectionCount(INT64_MAX, 62), INT64_MAX);
  EXPECT_EQ(BisectionCount(INT64_MAX, 61), INT64_MAX / 2);
}

TEST(BisectionTest, LongAxesReachEveryEndWithoutListing) {
  for (const int64_t size : {int64_t{1'000'000'000}, INT64_MAX}) {
    std::set<int64_t> digits;
    for (int64_t i = 0; i < 1'000; ++i) {
      digits.insert(BisectionDigit(size, i));
      digits.insert(BisectionDigit(size, size - 1 - i));
    }
    EXPECT_EQ(digits.size(), 2'000u);
    EXPECT_GE(*digits.begin(), 0);
    EXPECT_LT(*digits.rbegin(), size);
  }
}

}  // namespace
}  // namespace gridfold
