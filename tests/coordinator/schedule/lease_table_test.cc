#include "coordinator/schedule/lease_table.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

LeaseEntry MakeLease(int64_t job, int64_t attempt, const std::string& worker, int64_t expires_ms,
                     const std::string& request = "r") {
  auto shared = std::make_shared<Job>();
  shared->study = 1;
  shared->number = job;
  return {shared, attempt, worker, request, expires_ms};
}

TEST(LeaseTableTest, OnlyTheHolderOfTheAttemptIsFound) {
  LeaseTable table;
  table.Grant(MakeLease(7, 2, "a", 100));
  EXPECT_NE(table.Find({1, 7}, 2, "a"), nullptr);
  EXPECT_EQ(table.Find({1, 7}, 1, "a"), nullptr);
  EXPECT_EQ(table.Find({1, 7}, 2, "b"), nullptr);
  EXPECT_EQ(table.Find({1, 8}, 2, "a"), nullptr);
}

TEST(LeaseTableTest, RenewedLeaseDoesNotExpire) {
  LeaseTable table;
  table.Grant(MakeLease(1, 1, "a", 100));
  table.Grant(MakeLease(2, 1, "b", 100));
  EXPECT_EQ(table.NextExpiryMs(), 100);
  EXPECT_TRUE(table.Renew({1, 1}, 1, "a", 200));
  EXPECT_FALSE(table.Renew({1, 2}, 1, "a", 200)) << "somebody else's";
  const auto expired = table.Expired(100);
  ASSERT_EQ(expired.size(), 1u);
  EXPECT_EQ(expired[0].job->number, 2);
  EXPECT_TRUE(table.Expired(99).empty());
}

TEST(LeaseTableTest, ExpiredLeaseCanBeGrantedAgain) {
  LeaseTable table;
  table.Grant(MakeLease(1, 1, "a", 100));
  table.Remove({1, 1});
  table.Grant(MakeLease(1, 2, "b", 300));
  EXPECT_EQ(table.Find({1, 1}, 1, "a"), nullptr);
  EXPECT_NE(table.Find({1, 1}, 2, "b"), nullptr);
}

TEST(LeaseTableTest, RepeatedRequestFindsItsLeases) {
  LeaseTable table;
  table.Grant(MakeLease(1, 1, "a", 100, "r1"));
  table.Grant(MakeLease(2, 1, "a", 100, "r1"));
  table.Grant(MakeLease(3, 1, "a", 100, "r2"));
  EXPECT_EQ(table.OfRequest("r1").size(), 2u);
  EXPECT_EQ(table.OfStudy(1).size(), 3u);
  EXPECT_TRUE(table.OfStudy(2).empty());
}

}  // namespace
}  // namespace gridfold
