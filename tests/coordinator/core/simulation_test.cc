// The promise: the same spec gives the same ranking, whatever the number of workers and whatever
// crashes. Seeded simulations of many histories, each compared with a calm one.
#include <gtest/gtest.h>

#include "tests/coordinator/core/simulation.h"

namespace gridfold {
namespace {

// More attempts than crashes can use up: a job that runs out of attempts would fail its trials.
constexpr char kPatience[] = "limits: {max_attempts: 1000}\n";

TEST(SimulationTest, RankingIsTheSameForAnyNumberOfWorkersAndAnyCrashes) {
  const std::string spec = GridSpec("s", kPatience);
  const auto calm = Simulation(0, 1, true).Play(spec);
  ASSERT_EQ(calm.size(), 12u);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const int workers = static_cast<int>(1 + seed % 8);
    ExpectSameRanking(Simulation(seed, workers, false).Play(spec), calm);
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
    ExpectSameRanking(Simulation(seed, 1 + static_cast<int>(seed), false).Play(spec), calm);
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
    ExpectSameRanking(Simulation(1, workers, true).Play(spec), calm);
    for (uint64_t seed = 2; seed <= 5; ++seed) {
      ExpectSameRanking(Simulation(seed, workers, false).Play(spec), calm);
    }
  }
}

TEST(SimulationTest, AGridIsContinuedBeyondItsEdgeWhateverCrashes) {
  // Best near C = 2, gamma = 0.08: beyond both ends.
  const std::string spec =
      "name: s\n"
      "dataset: {name: digits, train: 60, test: 20}\n"
      "model: svm\n"
      "parameters:\n"
      "  C: {values: [0.01, 0.1]}\n"
      "  gamma: {values: [0.5, 1, 2]}\n"
      "cv: {folds: 2}\n"
      "search: {algorithm: grid, extend: true}\n"
      "metric: {name: accuracy, goal: maximize}\n"
      "limits: {max_attempts: 1000}\n";
  Simulation simulation(0, 1, true);
  const auto calm = simulation.Play(spec);
  EXPECT_EQ(simulation.coordinator().Summary("s").reason,
            "C was continued from 0.1 to 1, 10; gamma was continued from 0.5 to 0.25, 0.125, "
            "0.0625, 0.03125");
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    ExpectSameRanking(Simulation(seed, static_cast<int>(seed), false).Play(spec), calm);
  }
}

}  // namespace
}  // namespace gridfold
