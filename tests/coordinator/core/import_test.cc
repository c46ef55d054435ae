// Trials that were evaluated elsewhere.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/coordinator/core/simulated.h"

namespace gridfold {
namespace {

TEST(ImportTest, ImportedTrialsCountAndAreNotComputedAgain) {
  SimulatedCoordinator c;
  const auto prepared = PrepareStudy({GridSpec("s"), "spec.yaml", "", {}}, DataFolders{});
  ASSERT_TRUE(prepared.ok()) << Message(prepared.status());
  // A score that cannot be beaten, a point twice, one with a whole number for a double.
  const std::vector<ImportedTrial> trials = {{{{"C", 10.0}, {"gamma", 0.1}}, {0.99, 0.97}},
                                             {{{"C", 10.0}, {"gamma", 0.1}}, {0.1, 0.1}},
                                             {{{"C", int64_t{1}}, {"gamma", 1.0}}, {0.5, 0.5}}};
  c.Do([&](Coordinator& coordinator) {
    ASSERT_TRUE(coordinator.CreateStudy(*prepared, "spec.yaml").ok());
    const auto imported = coordinator.ImportTrials("s", trials);
    ASSERT_TRUE(imported.ok()) << Message(imported.status());
    EXPECT_EQ(imported->added, 2);
    EXPECT_EQ(imported->known, 1);
  });
  c.Crash();
  WorkToTheEnd(c, "w");
  const StudySummary end = c.Summary("s");
  EXPECT_EQ(end.state, StudyState::kCompleted);
  EXPECT_EQ(end.trials_completed, 12) << "each point of the grid once";
  EXPECT_EQ(end.best_score, 0.98);
  EXPECT_EQ(end.best_trial, 0);
  c.Do([&](Coordinator& coordinator) {
    EXPECT_EQ(coordinator.ImportTrials("s", trials).status().code(),
              absl::StatusCode::kFailedPrecondition)
        << "it is final";
  });
}

TEST(ImportTest, WhatLearnsFromResultsKnowsThem) {
  const std::string searches[] = {GridSpec("s", "prune: {rule: race}\n"),
                                  GridSpec("s", "search: {algorithm: grid, extend: true}\n"),
                                  GridSpec("s", "search: {algorithm: tpe, trials: 20, seed: 1}\n")};
  for (const std::string& spec : searches) {
    SimulatedCoordinator c;
    const auto prepared = PrepareStudy({spec, "spec.yaml", "", {}}, DataFolders{});
    ASSERT_TRUE(prepared.ok()) << Message(prepared.status());
    c.Do([&](Coordinator& coordinator) {
      ASSERT_TRUE(coordinator.CreateStudy(*prepared, "spec.yaml").ok());
      const auto imported =
          coordinator.ImportTrials("s", {{{{"C", 10.0}, {"gamma", 0.1}}, {0.99, 0.97}}});
      ASSERT_TRUE(imported.ok()) << Message(imported.status());
    });
    c.Crash();
    WorkToTheEnd(c, "w", 1'000);
    EXPECT_EQ(c.Summary("s").state, StudyState::kCompleted) << spec;
    EXPECT_EQ(c.Summary("s").best_score, 0.98) << spec;
  }
}

TEST(ImportTest, StagesOfEpochsCannotBeImported) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create("name: s\ndataset: {name: digits, train: 60, test: 20}\nmodel: mlp\n"
                       "cv: {folds: 2}\nmetric: {name: accuracy, goal: maximize}\n"
                       "prune: {rule: halving}\nparameters: {learning_rate: {values: [0.1, 1]}}\n")
                  .ok());
  c.Do([&](Coordinator& coordinator) {
    EXPECT_EQ(
        coordinator.ImportTrials("s", {{{{"learning_rate", 0.1}}, {0.5, 0.5}}}).status().code(),
        absl::StatusCode::kFailedPrecondition);
  });
}

TEST(ImportTest, AnImportIsAllOrNothing) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  const Point fine = {{"C", 10.0}, {"gamma", 0.1}};
  const std::vector<ImportedTrial> wrong[] = {
      {{fine, {0.5, 0.5}}, {{{"C", 10.0}, {"gamma", 7.0}}, {0.5, 0.5}}},
      {{fine, {0.5, 0.5}}, {{{"C", 1.0}, {"gamma", 0.1}}, {0.5}}},
      {{fine, {0.5, 0.5}}, {{{"C", 1.0}, {"gamma", 0.1}}, {0.5, std::nan("")}}}};
  for (const auto& trials : wrong) {
    c.Do([&](Coordinator& coordinator) {
      const auto imported = coordinator.ImportTrials("s", trials);
      EXPECT_TRUE(absl::IsInvalidArgument(imported.status()));
      EXPECT_NE(Message(imported.status()).find("trial 1 of the import"), std::string::npos)
          << Message(imported.status());
    });
    EXPECT_EQ(c.Summary("s").trials_completed, 0);
  }
}

}  // namespace
}  // namespace gridfold
