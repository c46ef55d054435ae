#include "tests/coordinator/core/simulation.h"

namespace gridfold {

Simulation::Simulation(uint64_t seed, int workers, bool calm) : random_(seed), calm_(calm) {
  for (int i = 0; i < workers; ++i) workers_.push_back({"w" + std::to_string(i), {}, 0});
}

std::vector<Store::RankedTrial> Simulation::Play(const std::string& spec) {
  EXPECT_TRUE(c_.Create(spec).ok());
  for (auto& worker : workers_) c_.Register(worker.name);
  for (int step = 0; step < 20'000 && !IsFinal(c_.Summary("s").state); ++step) Step();
  EXPECT_EQ(c_.Summary("s").state, StudyState::kCompleted) << c_.Summary("s").reason;
  const auto ranking = c_.store().BestTrials(1, true, 1'000);
  EXPECT_TRUE(ranking.ok());
  return *ranking;
}

void Simulation::Step() {
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

void Simulation::Ask(SimulatedWorker& worker, bool answer_is_lost) {
  const std::string request = worker.name + "/" + std::to_string(++worker.requests);
  AcquireAnswer answer = c_.Acquire(worker.name, request, 1 + random_.Below(3));
  if (answer_is_lost) answer = c_.Acquire(worker.name, request, 1);
  worker.held = std::move(answer.leases);
}

void Simulation::CrashCoordinator() {
  c_.Crash();
  for (auto& worker : workers_) c_.Register(worker.name);
}

void ExpectSameRanking(const std::vector<Store::RankedTrial>& a,
                       const std::vector<Store::RankedTrial>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].trial, b[i].trial);
    EXPECT_EQ(a[i].mean_score, b[i].mean_score) << "bit for bit";
    EXPECT_EQ(ToJson(a[i].parameters), ToJson(b[i].parameters));
  }
}

}  // namespace gridfold
