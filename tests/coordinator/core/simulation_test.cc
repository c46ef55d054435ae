// The promise: the same spec gives the same ranking, whatever the number of workers and whatever
// crashes. Seeded simulations of many histories, each compared with a calm one.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/random.h"
#include "tests/coordinator/core/simulated.h"

namespace gridfold {
namespace {

struct SimulatedWorker {
  std::string name;
  std::vector<Lease> held;
  int64_t requests = 0;
};

// Every step one of the workers does something, or something goes wrong.
class Simulation {
 public:
  Simulation(uint64_t seed, int workers, bool calm) : random_(seed), calm_(calm) {
    for (int i = 0; i < workers; ++i) workers_.push_back({"w" + std::to_string(i), {}, 0});
  }

  std::vector<Store::RankedTrial> Play(const std::string& spec) {
    EXPECT_TRUE(c_.Create(spec).ok());
    for (auto& worker : workers_) c_.Register(worker.name);
    for (int step = 0; step < 20'000 && !IsFinal(c_.Summary("s").state); ++step) Step();
    EXPECT_EQ(c_.Summary("s").state, StudyState::kCompleted) << c_.Summary("s").reason;
    const auto ranking = c_.store().BestTrials(1, true, 1'000);
    EXPECT_TRUE(ranking.ok());
    return *ranking;
  }

 private:
  void Step() {
    SimulatedWorker& worker = workers_[random_.Below(workers_.size())];
    const double luck = calm_ ? 1 : random_.Uniform();
    c_.clock.now_ms += 10;
    if (luck < 0.02) return CrashCoordinator();
    if (luck < 0.05) return worker.held.clear();  // the worker crashes: its leases must expire
    if (luck < 0.07) return void(c_.clock.now_ms += 20'000);  // everybody stalls
    if (worker.held.empty()) return Ask(worker, luck < 0.2);
    const Lease lease = worker.held.back();
    worker.held.pop_back();
    const std::vector<Status> codes = c_.ReportAll(worker.name, lease);
    if (luck < 0.3) c_.ReportAll(worker.name, lease);  // the answer was lost: sent again
    if (calm_) {
      EXPECT_TRUE(codes[0].ok());
    }
  }

  void Ask(SimulatedWorker& worker, bool answer_is_lost) {
    const std::string request = worker.name + "/" + std::to_string(++worker.requests);
    AcquireAnswer answer = c_.Acquire(worker.name, request, 1 + random_.Below(3));
    if (answer_is_lost) answer = c_.Acquire(worker.name, request, 1);
    worker.held = std::move(answer.leases);
  }

  void CrashCoordinator() {
    c_.Crash();
    for (auto& worker : workers_) c_.Register(worker.name);
  }

  SimulatedCoordinator c_;
  Random random_;
  const bool calm_;
  std::vector<SimulatedWorker> workers_;
};

void ExpectSame(const std::vector<Store::RankedTrial>& a,
                const std::vector<Store::RankedTrial>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].trial, b[i].trial);
    EXPECT_EQ(a[i].mean_score, b[i].mean_score) << "bit for bit";
    EXPECT_EQ(ToJson(a[i].parameters), ToJson(b[i].parameters));
  }
}

// More attempts than crashes can use up: a job that runs out of attempts would fail its trials.
constexpr char kPatience[] = "limits: {max_attempts: 1000}\n";

TEST(SimulationTest, RankingIsTheSameForAnyNumberOfWorkersAndAnyCrashes) {
  const std::string spec = GridSpec("s", kPatience);
  const auto calm = Simulation(0, 1, true).Play(spec);
  ASSERT_EQ(calm.size(), 12u);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const int workers = static_cast<int>(1 + seed % 8);
    ExpectSame(Simulation(seed, workers, false).Play(spec), calm);
  }
}

TEST(SimulationTest, RandomSearchProposesTheSameTrialsWhateverCrashes) {
  const std::string spec =
      "name: s\n"
      "dataset: {name: digits, train: 60, test: 20}\n"
      "model: svm\n"
      "parameters:\n"
      "  C: {type: double, min: 0.01, max: 100, scale: log}\n"
      "  gamma: {values: [0.01, 0.1, 1]}\n"
      "cv: {folds: 2}\n"
      "search: {algorithm: random, trials: 150, seed: 3}\n"
      "metric: {name: accuracy, goal: maximize}\n"
      "limits: {max_attempts: 1000}\n";
  const auto calm = Simulation(0, 1, true).Play(spec);
  ASSERT_EQ(calm.size(), 150u);
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    ExpectSame(Simulation(seed, 1 + static_cast<int>(seed), false).Play(spec), calm);
  }
}

TEST(SimulationTest, LearningSearchProposesTheSameTrialsForAnyNumberOfWorkersAndAnyCrashes) {
  const std::string spec =
      "name: s\n"
      "dataset: {name: digits, train: 60, test: 20}\n"
      "model: svm\n"
      "parameters:\n"
      "  C: {type: double, min: 0.01, max: 100, scale: log}\n"
      "  gamma: {values: [0.01, 0.1, 1]}\n"
      "cv: {folds: 2}\n"
      "search: {algorithm: tpe, trials: 60, seed: 3, ahead: 3}\n"
      "metric: {name: accuracy, goal: maximize}\n"
      "limits: {max_attempts: 1000}\n";
  const auto calm = Simulation(0, 1, true).Play(spec);
  ASSERT_EQ(calm.size(), 60u);
  for (const int workers : {1, 2, 8}) {
    ExpectSame(Simulation(1, workers, true).Play(spec), calm);
    for (uint64_t seed = 2; seed <= 5; ++seed) {
      ExpectSame(Simulation(seed, workers, false).Play(spec), calm);
    }
  }
}

}  // namespace
}  // namespace gridfold
