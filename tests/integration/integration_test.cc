#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include "coordinator/server.h"
#include "tests/integration/cluster.h"
#include "worker/worker.h"

namespace gridfold {
namespace {

// The results of both specs, computed calmly by `workers` workers with `slots` slots each.
std::string CalmResults(int workers, int slots) {
  Cluster cluster;
  ServerOptions options;
  options.listen = cluster.address();
  options.db = cluster.database();
  auto server = Server::Start(options);
  EXPECT_TRUE(server.ok()) << Message(server.status());
  std::vector<std::unique_ptr<Worker>> pool;
  for (int i = 0; i < workers; ++i) {
    WorkerOptions worker;
    worker.coordinator = cluster.address();
    worker.slots = slots;
    worker.cache_dir = cluster.cache(i);
    pool.push_back(*Worker::Start(worker));
  }
  std::string results;
  for (const char* spec : {kSvmSpec, kNetworkSpec}) {
    const auto name = cluster.Create(spec);
    EXPECT_TRUE(name.ok()) << Message(name.status());
    const StudySummary end = cluster.WatchToTheEnd(*name);
    EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
    results += cluster.Results(*name);
  }
  pool.clear();
  (*server)->Drain();
  const auto findings = CheckDatabase(cluster.database());
  EXPECT_TRUE(findings.ok()) << Message(findings.status());
  for (const std::string& finding : *findings) ADD_FAILURE() << finding;
  return results;
}

const std::string& OneWorkerResults() {
  static const std::string results = CalmResults(1, 1);
  return results;
}

// The rows of a statement on a connection of its own, as any program would read.
int CountRows(const std::string& database, const std::string& sql) {
  sqlite3* connection = nullptr;
  EXPECT_EQ(sqlite3_open_v2(database.c_str(), &connection, SQLITE_OPEN_READONLY, nullptr),
            SQLITE_OK);
  int rows = 0;
  char* error = nullptr;
  sqlite3_exec(
      connection, sql.c_str(),
      [](void* count, int, char**, char**) {
        ++*static_cast<int*>(count);
        return 0;
      },
      &rows, &error);
  EXPECT_EQ(error, nullptr) << error;
  sqlite3_close(connection);
  return rows;
}

TEST(IntegrationTest, ScoresAreBitForBitTheSameWhenComputedTwice) {
  ASSERT_FALSE(OneWorkerResults().empty());
  EXPECT_EQ(CalmResults(1, 1), OneWorkerResults());
}

TEST(IntegrationTest, ScoresAreBitForBitTheSameForTwoWorkersAndForTwoSlots) {
  EXPECT_EQ(CalmResults(2, 1), OneWorkerResults());
  EXPECT_EQ(CalmResults(1, 2), OneWorkerResults());
}

TEST(IntegrationTest, KilledWorkerDoesNotChangeTheRanking) {
  Cluster cluster;
  const Process coordinator = cluster.StartCoordinator();
  std::string results;
  for (const char* spec : {kSvmSpec, kNetworkSpec}) {
    Process victim = cluster.StartWorker(1, 2);
    const auto name = cluster.Create(spec);
    ASSERT_TRUE(name.ok()) << Message(name.status());
    cluster.WatchUntil(*name, [](const StudySummary& study) { return study.cells_done > 2; });
    victim.Kill(SIGKILL);
    EXPECT_EQ(victim.Wait(), -SIGKILL);
    const Process heir = cluster.StartWorker(2, 2);
    const StudySummary end = cluster.WatchToTheEnd(*name);
    EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
    results += cluster.Results(*name);
  }
  EXPECT_EQ(results, OneWorkerResults());
}

TEST(IntegrationTest, KilledCoordinatorGoesOnWhereItWas) {
  Cluster cluster;
  std::string results;
  const Process worker = cluster.StartWorker(1, 2);
  for (const char* spec : {kSvmSpec, kNetworkSpec}) {
    std::string name;
    {
      Process coordinator = cluster.StartCoordinator();
      const auto created = cluster.Create(spec);
      ASSERT_TRUE(created.ok()) << Message(created.status());
      name = *created;
      cluster.WatchUntil(name, [](const StudySummary& study) { return study.cells_done > 2; });
      coordinator.Kill(SIGKILL);
      EXPECT_EQ(coordinator.Wait(), -SIGKILL);
    }
    Process coordinator = cluster.StartCoordinator();
    const StudySummary end = cluster.WatchToTheEnd(name);
    EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
    results += cluster.Results(name);
    coordinator.Kill(SIGTERM);
    EXPECT_EQ(coordinator.Wait(), 0) << "a drained coordinator exits 0";
  }
  EXPECT_EQ(results, OneWorkerResults());
}

TEST(IntegrationTest, KilledTrainingGoesOnFromItsCheckpoint) {
  // One training, long enough to be killed in.
  const char yaml[] =
      "name: long\n"
      "dataset: {name: digits, train: 1500, test: 100, seed: 1}\n"
      "pipeline: [{rescale: 255}]\n"
      "model: cnn\n"
      "parameters: {filters: 16, epochs: 30}\n"
      "cv: {holdout: 0.2}\n"
      "metric: {name: accuracy, goal: maximize}\n"
      "refit: {top: 0}\n"
      "checkpoints: {every: 1}\n";
  Cluster calm, broken;
  std::string expected;
  {
    const Process coordinator = calm.StartCoordinator();
    const Process worker = calm.StartWorker(1, 1);
    const auto name = calm.Create(yaml);
    ASSERT_TRUE(name.ok()) << Message(name.status());
    calm.WatchToTheEnd(*name);
    expected = calm.Results(*name);
  }
  const Process coordinator = broken.StartCoordinator();
  Process killed = broken.StartWorker(1, 1);
  const auto name = broken.Create(yaml);
  ASSERT_TRUE(name.ok()) << Message(name.status());
  const char kSaved[] = "select * from checkpoints where epoch >= 2";
  broken.WatchUntil(*name,
                    [&](const StudySummary&) { return CountRows(broken.database(), kSaved) > 0; });
  killed.Kill(SIGKILL);
  const Process heir = broken.StartWorker(2, 1);
  EXPECT_EQ(broken.WatchToTheEnd(*name).state, StudyState::kCompleted);
  EXPECT_EQ(broken.Results(*name), expected);
  EXPECT_GT(CountRows(broken.database(), "select * from attempts where \"end\" = 'LOST'"), 0);
}

TEST(IntegrationTest, TerminatedWorkerGivesItsJobsBackAtOnce) {
  Cluster cluster;
  const Process coordinator = cluster.StartCoordinator("1h");  // nothing expires in this test
  Process leaving = cluster.StartWorker(1, 2);
  const auto name = cluster.Create(kNetworkSpec);
  ASSERT_TRUE(name.ok()) << Message(name.status());
  cluster.WatchUntil(*name, [](const StudySummary& study) { return study.cells_done > 0; });
  leaving.Kill(SIGTERM);
  EXPECT_EQ(leaving.Wait(), 0);
  const Process heir = cluster.StartWorker(2, 2);
  EXPECT_EQ(cluster.WatchToTheEnd(*name).state, StudyState::kCompleted);
}

TEST(IntegrationTest, ViewsAnswerWhileASearchRuns) {
  Cluster cluster;
  const Process coordinator = cluster.StartCoordinator();
  const Process worker = cluster.StartWorker(1, 2);
  const auto name = cluster.Create(kNetworkSpec);
  ASSERT_TRUE(name.ok()) << Message(name.status());
  int looked = 0;
  cluster.WatchUntil(*name, [&](const StudySummary& study) {
    for (const char* view : {"leaderboard", "cv_results", "trial_parameters", "learning_curves",
                             "attempts_log", "worker_activity"}) {
      CountRows(cluster.database(), std::string("select * from ") + view);
    }
    looked += study.cells_done > 0 && !IsFinal(study.state) ? 1 : 0;
    return false;
  });
  EXPECT_GT(looked, 0) << "at least once while cells came in";
  EXPECT_EQ(CountRows(cluster.database(), "select * from leaderboard where rank is not null"), 8);
  EXPECT_EQ(CountRows(cluster.database(), "select * from cv_results"), 16);
  EXPECT_EQ(CountRows(cluster.database(), "select * from learning_curves"), 16 * 2 * 7);
  EXPECT_EQ(CountRows(cluster.database(), "select * from worker_activity"), 1);
}

TEST(IntegrationTest, DatabaseInUseNamesItsHolder) {
  Cluster cluster;
  ServerOptions options;
  options.listen = cluster.address();
  options.db = cluster.database();
  const auto first = Server::Start(options);
  ASSERT_TRUE(first.ok());
  options.listen = "127.0.0.1:0";
  const auto second = Server::Start(options);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Message(second.status()).find(std::to_string(::getpid())), std::string::npos)
      << Message(second.status());
}

TEST(IntegrationTest, PortInUseIsRefusedByName) {
  Cluster cluster, other;
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.db = cluster.database();
  const auto first = Server::Start(options);
  ASSERT_TRUE(first.ok()) << Message(first.status());
  options.listen = (*first)->address();
  options.db = other.database();
  const auto second = Server::Start(options);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Message(second.status()).find((*first)->address()), std::string::npos);
}

TEST(IntegrationTest, WrongSpecIsRefusedAndNothingIsStored) {
  Cluster cluster;
  ServerOptions options;
  options.listen = cluster.address();
  options.db = cluster.database();
  const auto server = Server::Start(options);
  ASSERT_TRUE(server.ok());
  const auto created = cluster.Create("name: x\nmodel: svm\nmetrik: accuracy\n");
  EXPECT_EQ(created.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(Message(created.status()).find("spec.yaml:3"), std::string::npos)
      << Message(created.status());
  EXPECT_EQ(CountRows(cluster.database(), "select * from studies"), 0);
}

}  // namespace
}  // namespace gridfold
