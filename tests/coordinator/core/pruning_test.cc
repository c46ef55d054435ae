// Studies that prune: the same verdicts for any number of workers and any crash, and no training
// twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/spec/catalogue.h"
#include "tests/coordinator/core/simulated.h"
#include "tests/coordinator/core/simulation.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

std::string Race(const std::string& more = "") {
  return GridSpec("s",
                  "limits: {max_attempts: 1000}\nprune: {rule: race, level: 0.2" + more + "}\n");
}

std::string Network(const std::string& search, const std::string& prune) {
  return "name: s\n"
         "dataset: {name: digits, train: 60, test: 20}\n"
         "model: mlp\n"
         "parameters:\n"
         "  learning_rate: {type: double, min: 0.00001, max: 1, scale: log}\n"
         "  epochs: 9\n"
         "cv: {folds: 2}\n"
         "metric: {name: accuracy, goal: maximize}\n"
         "limits: {max_attempts: 1000}\n" +
         search + prune;
}

// What became of each trial, as text.
std::vector<std::string> Ends(SimulatedCoordinator& c) {
  std::vector<std::string> ends;
  const auto trials = c.store().LoadStages(1, false);
  EXPECT_TRUE(trials.ok());
  for (const StagedTrial& trial : *trials) {
    std::string text =
        fmt::format("{} {} folds {}", Name(trial.state), trial.stage, trial.results.size());
    for (const InterimScore& score : trial.interim) {
      text += fmt::format(" {}/{}", score.fold, score.epochs);
    }
    ends.push_back(text);
  }
  return ends;
}

void ExpectReproducible(const std::string& spec) {
  Simulation calm(0, 1, true);
  const auto ranking = calm.Play(spec);
  const auto ends = Ends(calm.coordinator());
  EXPECT_GT(calm.coordinator().Summary("s").trials_pruned, 0);
  for (const int workers : {1, 2, 8}) {
    for (uint64_t seed = 1; seed <= 4; ++seed) {
      Simulation wild(seed, workers, seed == 1);
      ExpectSameRanking(wild.Play(spec), ranking);
      EXPECT_EQ(Ends(wild.coordinator()), ends);
    }
  }
}

int64_t Pruned(SimulatedCoordinator& c) { return c.Summary("s").trials_pruned; }

void FinishStudy(SimulatedCoordinator& c, const std::string& request) {
  for (int i = 0; i < 200 && !IsFinal(c.Summary("s").state); ++i) {
    const AcquireAnswer answer = c.Acquire("w", request + std::to_string(i));
    if (!answer.leases.empty()) c.ReportAll("w", answer.leases[0]);
  }
  EXPECT_EQ(c.Summary("s").state, StudyState::kCompleted);
}

TEST(PruningTest, RacesEndAlikeForAnyNumberOfWorkersAndAnyCrashes) {
  ExpectReproducible(Race());
  ExpectReproducible(Race(", cohort: 5"));
}

TEST(PruningTest, HalvingEndsAlikeForAnyNumberOfWorkersAndAnyCrashes) {
  const std::string random = "search: {algorithm: random, trials: 30, seed: 3}\n";
  ExpectReproducible(Network(random, "prune: {rule: halving, cohort: 12}\n"));
  ExpectReproducible(Network(random, "prune: {rule: halving, cohort: 12, folds: 1}\n"));
  ExpectReproducible(Network("search: {algorithm: hyperband, trials: 40, seed: 3}\n", ""));
  ExpectReproducible(Network(random, "prune: {rule: median, every: 2}\n"));
}

TEST(PruningTest, ALearningSearchGoesOnAfterItsVerdicts) {
  ExpectReproducible(Network("search: {algorithm: tpe, trials: 20, seed: 3, ahead: 5}\n",
                             "prune: {rule: halving, cohort: 6}\n"));
}

constexpr char kManyTrials[] = "search: {algorithm: random, trials: 40, seed: 3}\n";

TEST(PruningTest, ConstraintsAreKeptInMindWhateverHappens) {
  const std::string small = "constraints: [parameters < 1000]\n";
  for (const char* prune :
       {"prune: {rule: halving, cohort: 12}\n", "prune: {rule: median, every: 2}\n"}) {
    const std::string spec = Network(kManyTrials + small, prune);
    ExpectReproducible(spec);
    Simulation simulation(0, 2, true);
    simulation.Play(spec);
    const StudySummary end = simulation.coordinator().Summary("s");
    EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
    // Larger rates up to 0.003 have better scores.
    EXPECT_LT(NumberAt(end.best_parameters, "learning_rate"), 0.001);
    EXPECT_GT(NumberAt(end.best_parameters, "learning_rate"), 0.0001);
  }
  ExpectReproducible(Race() + "constraints: [support_vectors < 50]\n");
}

TEST(PruningTest, SeveralGoalsEndAlikeWhateverHappens) {
  std::string spec = Network(kManyTrials, "prune: {rule: halving, cohort: 12}\n");
  const std::string goal = "{name: accuracy, goal: maximize}";
  spec.replace(spec.find(goal), goal.size(), "[" + goal + ", {name: parameters, goal: minimize}]");
  ExpectReproducible(spec);
}

TEST(PruningTest, PrunedTrialsSayWhyAndAreNotRanked) {
  Simulation simulation(0, 2, true);
  const auto ranking = simulation.Play(
      Network("search: {algorithm: random, trials: 9, seed: 3}\n", "prune: {rule: halving}\n"));
  SimulatedCoordinator& c = simulation.coordinator();
  EXPECT_EQ(ranking.size(), 1u) << "9, then 3, then 1";
  EXPECT_EQ(Pruned(c), 8);
  EXPECT_EQ(c.Summary("s").trials_completed, 1);
  EXPECT_EQ(c.Summary("s").reason, "");
}

TEST(PruningTest, AsynchronousStudiesEndAndSaySo) {
  const std::string spec = Network("search: {algorithm: asha, trials: 30, seed: 3}\n", "");
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    Simulation simulation(seed, 4, false);
    EXPECT_FALSE(simulation.Play(spec).empty());
    EXPECT_GT(Pruned(simulation.coordinator()), 10);
    EXPECT_THAT(simulation.coordinator().Summary("s").reason,
                HasSubstr("pruned asynchronously: another run may keep other trials"));
  }
}

TEST(PruningTest, APausedTrainingGoesOnFromItsCheckpoint) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Network("search: {algorithm: random, trials: 3, seed: 1}\n",
                               "prune: {rule: halving, min_epochs: 3}\n"))
                  .ok());
  c.Register("w");
  std::map<int64_t, Lease> paused;
  for (int i = 0; i < 6; ++i) {
    const Lease lease = c.Acquire("w", std::to_string(i)).leases.at(0);
    EXPECT_EQ(lease.pause_epochs, 3);
    EXPECT_EQ(lease.checkpoint_hash, "");
    paused[lease.job.number] = lease;
    EXPECT_TRUE(c.ReportAll("w", lease)[0].ok());
    if (i == 2) {
      c.Crash();
      c.Register("w");
    }
  }
  c.Crash();
  c.Register("w");
  EXPECT_EQ(c.Summary("s").trials_pruned, 2);
  for (int i = 0; i < 2; ++i) {
    const Lease lease = c.Acquire("w", "again" + std::to_string(i)).leases.at(0);
    EXPECT_EQ(lease.pause_epochs, 0);
    EXPECT_EQ(lease.attempt, 2);
    EXPECT_EQ(lease.checkpoint_hash, CheckpointOf(paused.at(lease.job.number)));
    EXPECT_TRUE(c.ReportAll("w", lease)[0].ok());
  }
  EXPECT_EQ(c.Summary("s").trials_completed, 1);
}

TEST(PruningTest, AJobThatEndsBeforeItsPauseWithoutAScoreIsDoneAgain) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Network("search: {algorithm: random, trials: 3, seed: 1}\n",
                               "prune: {rule: halving, min_epochs: 3}\n"))
                  .ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  JobReport report = MakeReport(lease);
  report.curves.clear();
  c.Do([&](Coordinator& coordinator) { coordinator.Report("w", {report}); });
  EXPECT_EQ(c.Acquire("w", "2").leases.at(0).job.number, lease.job.number);
}

TEST(PruningTest, AFailedFoldEndsItsTrialAndNotItsCohort) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Race()).ok());
  c.Register("w");
  const Lease lease = c.Acquire("w", "1").leases.at(0);
  JobReport report = MakeReport(lease);
  report.cells.front().state = CellState::kFailed;
  report.cells.front().reason = "diverged";
  c.Do([&](Coordinator& coordinator) { coordinator.Report("w", {report}); });
  FinishStudy(c, "first");
  EXPECT_EQ(c.Summary("s").trials_failed, 1);
  EXPECT_GT(c.Summary("s").trials_completed, 0);
  // Tried again it competes with what its cohort had; the others' verdicts stay.
  const int64_t pruned = Pruned(c), completed = c.Summary("s").trials_completed;
  c.Do([](Coordinator& coordinator) { EXPECT_EQ(*coordinator.RetryFailed("s"), 1); });
  FinishStudy(c, "again");
  EXPECT_EQ(c.Summary("s").trials_failed, 0);
  EXPECT_EQ(Pruned(c) + c.Summary("s").trials_completed, pruned + completed + 1);
  EXPECT_GE(Pruned(c), pruned);
}

}  // namespace
}  // namespace gridfold
