// `gridfold rerun --verify` on what real workers have computed.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include "tests/integration/cluster.h"

namespace gridfold {
namespace {

// The exit code of `gridfold rerun STUDY --trial N --verify`.
int Verify(const Cluster& cluster, const std::string& study, int64_t trial) {
  return Process({GRIDFOLD, "rerun", study, "--trial", std::to_string(trial), "--verify", "--db",
                  cluster.database()})
      .Wait();
}

void Change(const std::string& database, const std::string& sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(database.c_str(), &connection), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
  sqlite3_close(connection);
}

TEST(RerunTest, WhatWorkersComputedIsComputedAgainBitForBit) {
  Cluster cluster;
  const Process coordinator = cluster.StartCoordinator();
  const Process first = cluster.StartWorker(1, 2), second = cluster.StartWorker(2, 1);
  for (const std::string spec : {kSvmSpec, kNetworkSpec}) {
    const auto name = cluster.Create(spec);
    ASSERT_TRUE(name.ok()) << Message(name.status());
    ASSERT_EQ(cluster.WatchToTheEnd(*name).state, StudyState::kCompleted);
    // A trial whose job held others as well, and the last one.
    EXPECT_EQ(Verify(cluster, *name, 0), 0);
    EXPECT_EQ(Verify(cluster, *name, 7), 0);
  }
}

TEST(RerunTest, WhatADatabaseHasElseIsFound) {
  Cluster cluster;
  Process coordinator = cluster.StartCoordinator();
  Process worker = cluster.StartWorker(1, 2);
  ASSERT_TRUE(cluster.Create(kNetworkSpec).ok());
  ASSERT_EQ(cluster.WatchToTheEnd("network").state, StudyState::kCompleted);
  worker.Kill(SIGTERM);
  worker.Wait();
  coordinator.Kill(SIGTERM);
  coordinator.Wait();
  Change(cluster.database(),
         "UPDATE fold_results SET test_score = test_score + 1e-15 WHERE trial = 1 AND fold = 1");
  Change(cluster.database(),
         "UPDATE curves SET value = 0 WHERE trial = 2 AND metric = 'loss' AND epoch = 2");
  EXPECT_EQ(Verify(cluster, "network", 0), 0);
  EXPECT_EQ(Verify(cluster, "network", 1), 1) << "the last bits of a score";
  EXPECT_EQ(Verify(cluster, "network", 2), 1) << "a point of a curve";
  EXPECT_EQ(Verify(cluster, "network", 99), 1) << "no such trial";
}

}  // namespace
}  // namespace gridfold
