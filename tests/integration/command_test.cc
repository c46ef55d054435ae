// Programs of users, in Python, run by real workers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/spec/catalogue.h"
#include "tests/integration/cluster.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

// Trains for two epochs; `kind` says what else becomes of it.
constexpr char kScript[] =
    "import json, os, sys, time\n"
    "told = json.load(sys.stdin)\n"
    "kind = told['parameters']['kind']\n"
    "for epoch in (1, 2):\n"
    "    print(json.dumps({'epoch': epoch, 'loss': 1 / epoch}))\n"
    "if kind == 'fail':\n"
    "    sys.exit('no such layer')\n"
    "if kind == 'hang':\n"
    "    if os.fork() == 0:\n"
    "        time.sleep(1000)\n"
    "    print('waiting', file=sys.stderr, flush=True)\n"
    "    time.sleep(1000)\n"
    "if kind == 'rubbish':\n"
    "    print('accuracy is rather good')\n"
    "    sys.exit()\n"
    "rows = len(open(told['train_index']).readlines())\n"
    "score = told['parameters']['rate'] * rows\n"
    "print(json.dumps({'metrics': {'points': score, 'process': os.getpid()}}))\n";

// Trains for nine epochs, each of which adds `rate` to the points; goes on where it was.
constexpr char kEpochScript[] =
    "import json, os, sys\n"
    "told = json.load(sys.stdin)\n"
    "rate = told['parameters']['rate']\n"
    "place = os.path.join(told['checkpoints'], 'epoch')\n"
    "done = int(open(place).read()) if os.path.exists(place) else 0\n"
    "for epoch in range(done + 1, 10):\n"
    "    with open(place + '.new', 'w') as file: file.write(str(epoch))\n"
    "    os.replace(place + '.new', place)\n"
    "    print(json.dumps({'epoch': epoch, 'val_points': rate * epoch, 'begun_at': done,\n"
    "                      'checkpoint': True}), flush=True)\n"
    "    if epoch == told.get('pause'): sys.exit()\n"
    "print(json.dumps({'metrics': {'points': rate * 9}}))\n";

// The metric's values by epoch, of one fold.
std::map<int64_t, double> CurveOf(const TrialDetail& detail, const std::string& metric, int fold) {
  std::map<int64_t, double> values;
  for (const TrialCurvePoint& point : detail.curves) {
    if (point.fold != fold || point.point.metric != metric) continue;
    values[point.point.epoch] = point.point.value;
  }
  return values;
}

class CommandClusterTest : public ::testing::Test {
 protected:
  CommandClusterTest() : coordinator(cluster.StartCoordinator()) {
    EXPECT_TRUE(WriteFileAtomically(folder.path() / "train.py", kScript).ok());
  }

  std::string Spec(const std::string& parameters, const std::string& more = "") const {
    return "name: program\n"
           "dataset: {name: digits, train: 200, test: 20}\n"
           "model: command\n"
           "command: {run: [python3, train.py], script: " +
           (folder.path() / "train.py").string() +
           ", rows: index}\n"
           "parameters: {" +
           parameters +
           "}\n"
           "cv: {folds: 2}\n"
           "refit: {top: 0}\n"
           "metric: {name: points, goal: maximize}\n" +
           more;
  }

  TrialDetail Trial(int64_t number) const {
    const auto reader = StoreReader::Open(cluster.database());
    EXPECT_TRUE(reader.ok()) << Message(reader.status());
    const auto detail = (*reader)->GetTrial("program", number);
    EXPECT_TRUE(detail.ok()) << Message(detail.status());
    return detail.ok() ? *detail : TrialDetail();
  }

  TemporaryFolder folder;
  Cluster cluster;
  Process coordinator;
};

TEST_F(CommandClusterTest, ProgramsAreSearchedOver) {
  const Process worker = cluster.StartWorker(1, 2, {"--allow-commands"});
  ASSERT_TRUE(cluster.Create(Spec("kind: train, rate: {values: [1, 3, 2]}")).ok());
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.best_score, 300) << "rate 3 on folds of 100 rows";
  const TrialDetail best = Trial(*end.best_trial);
  EXPECT_EQ(best.curves.size(), 4U) << "two folds, two epochs";
  EXPECT_EQ(best.curves[1].point.metric, "loss");
  EXPECT_EQ(best.curves[1].point.value, 0.5);
}

TEST_F(CommandClusterTest, ProgramsAreStoppedEarlyAndGoOnWhereTheyWere) {
  ASSERT_TRUE(WriteFileAtomically(folder.path() / "train.py", kEpochScript).ok());
  const Process worker = cluster.StartWorker(1, 2, {"--allow-commands"});
  ASSERT_TRUE(cluster
                  .Create(Spec("epochs: 9, rate: {values: [1, 2, 3, 4, 5, 6, 7, 8, 9]}",
                               "prune: {rule: halving, eta: 3, min_epochs: 1}\n"))
                  .ok());
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.trials_pruned, 8);
  EXPECT_EQ(end.best_score, 81);
  using Curve = std::map<int64_t, double>;
  EXPECT_EQ(CurveOf(Trial(*end.best_trial), "begun_at", 1),
            (Curve{{1, 0}, {2, 1}, {3, 1}, {4, 3}, {5, 3}, {6, 3}, {7, 3}, {8, 3}, {9, 3}}));
  for (int64_t trial = 0; trial < 9; ++trial) {
    const TrialDetail detail = Trial(trial);
    const double rate = NumberAt(detail.parameters, "rate");
    if (detail.summary.state == TrialState::kCompleted) continue;
    const Curve score = CurveOf(detail, kInterimScore, 0);
    EXPECT_EQ(score, rate < 7 ? (Curve{{1, rate}}) : (Curve{{1, rate}, {3, 3 * rate}}));
  }
}

TEST_F(CommandClusterTest, ConstraintsAreKeptInMindWhenProgramsAreStopped) {
  std::string script = kEpochScript;
  const std::string points = "'val_points': rate * epoch,";
  script.replace(script.find(points), points.size(), points + " 'cost': rate * 10,");
  const std::string result = "{'points': rate * 9}";
  script.replace(script.find(result), result.size(), "{'points': rate * 9, 'cost': rate * 10}");
  ASSERT_TRUE(WriteFileAtomically(folder.path() / "train.py", script).ok());
  const Process worker = cluster.StartWorker(1, 2, {"--allow-commands"});
  ASSERT_TRUE(cluster
                  .Create(Spec("epochs: 9, rate: {values: [1, 2, 3, 4, 5, 6, 7, 8, 9]}",
                               "prune: {rule: halving, eta: 3, min_epochs: 1}\n"
                               "constraints: [cost < 50]\n"))
                  .ok());
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.trials_pruned, 8);
  EXPECT_EQ(end.best_score, 36) << "rate 4, as 5 costs 50";
}

TEST_F(CommandClusterTest, FailuresAndRubbishAreResults) {
  const Process worker = cluster.StartWorker(1, 2, {"--allow-commands"});
  ASSERT_TRUE(cluster.Create(Spec("rate: 1, kind: {values: [fail, rubbish, train]}")).ok());
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.trials_failed, 2);
  std::string reasons;
  for (int64_t trial = 0; trial < 3; ++trial) {
    reasons += Trial(trial).summary.reason + "\n";
    EXPECT_EQ(Trial(trial).attempts.size(), 2U) << "a result is not tried again";
  }
  EXPECT_THAT(reasons, HasSubstr("exit code 1; its last words:\nno such layer"));
  EXPECT_THAT(reasons, HasSubstr("the last one being 'accuracy is rather good'"));
}

TEST_F(CommandClusterTest, AHangingProgramIsKilledAtItsTimeLimit) {
  const Process worker = cluster.StartWorker(1, 2, {"--allow-commands"});
  ASSERT_TRUE(cluster
                  .Create(Spec("rate: 1, kind: {values: [hang, train]}",
                               "limits: {max_trial_duration: 2s}\n"))
                  .ok());
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.trials_failed, 1);
  for (int64_t trial = 0; trial < 2; ++trial) {
    const TrialDetail detail = Trial(trial);
    if (detail.summary.state == TrialState::kCompleted) continue;
    EXPECT_THAT(detail.summary.reason, HasSubstr("limits.max_trial_duration of 2000 ms reached"));
    EXPECT_THAT(detail.summary.reason, HasSubstr("waiting"));
    EXPECT_EQ(detail.attempts.at(0).end, AttemptEnd::kTimeout);
    EXPECT_GE(detail.curves.size(), 2U) << "what it said before is kept";
  }
}

TEST_F(CommandClusterTest, CancelEndsARunningProgram) {
  const Process worker = cluster.StartWorker(1, 1, {"--allow-commands=python3"});
  ASSERT_TRUE(cluster.Create(Spec("rate: 1, kind: hang")).ok());
  cluster.WatchUntil("program", [](const StudySummary& study) { return study.trials_running > 0; });
  ASSERT_TRUE(cluster.Cancel("program").ok());
  EXPECT_EQ(cluster.WatchToTheEnd("program").state, StudyState::kCancelled);
  // The slot is free again: another study is worked on.
  std::string next = Spec("rate: 1, kind: train");
  next.replace(next.find("program"), 7, "another");
  ASSERT_TRUE(cluster.Create(next).ok());
  EXPECT_EQ(cluster.WatchToTheEnd("another").state, StudyState::kCompleted);
}

TEST_F(CommandClusterTest, AWorkerWithoutCommandsIsNeverAsked) {
  const Process careful = cluster.StartWorker(1, 2);
  ASSERT_TRUE(cluster.Create(Spec("rate: 1, kind: train")).ok());
  const StudySummary waiting = cluster.WatchUntil(
      "program", [](const StudySummary& study) { return !study.reason.empty(); });
  EXPECT_EQ(waiting.state, StudyState::kActive);
  EXPECT_THAT(waiting.reason, HasSubstr("--allow-commands"));
  const Process willing = cluster.StartWorker(2, 1, {"--allow-commands"});
  EXPECT_EQ(cluster.WatchToTheEnd("program").state, StudyState::kCompleted);
  for (const AttemptSummary& attempt : Trial(0).attempts) EXPECT_EQ(attempt.worker, "worker2");
}

TEST_F(CommandClusterTest, TrialsAreAskedForAndToldWithoutAWorker) {
  const auto call = [this](std::vector<std::string> words) {
    words.insert(words.begin(), GRIDFOLD);
    words.insert(words.end(), {"--coordinator", cluster.address()});
    return Process(words).Wait();
  };
  ASSERT_TRUE(cluster.Create(Spec("kind: train, rate: {values: [1, 2]}")).ok());
  EXPECT_EQ(call({"tell", "program", "0", "7", "9"}), 1) << "nobody asked";
  EXPECT_EQ(call({"ask", "program"}), 0);
  EXPECT_EQ(call({"tell", "program", "0", "7"}), 2) << "two splits";
  EXPECT_EQ(call({"tell", "program", "0", "-7", "-9"}), 0);
  EXPECT_EQ(call({"ask", "program", "--format", "json"}), 0);
  EXPECT_EQ(call({"ask", "program"}), 1) << "no more";
  EXPECT_EQ(call({"tell", "program", "1", "--failed", "the oven broke"}), 0);
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.best_score, -8);
  EXPECT_EQ(end.trials_failed, 1);
}

TEST_F(CommandClusterTest, AProgramOutsideTheListIsRefusedByName) {
  const Process worker = cluster.StartWorker(1, 1, {"--allow-commands=/bin/true"});
  ASSERT_TRUE(cluster.Create(Spec("rate: 1, kind: train", "limits: {max_attempts: 1}\n")).ok());
  const StudySummary end = cluster.WatchToTheEnd("program");
  EXPECT_EQ(end.state, StudyState::kFailed);
  EXPECT_THAT(end.reason, HasSubstr("expected one of --allow-commands /bin/true, found"));
}

}  // namespace
}  // namespace gridfold
