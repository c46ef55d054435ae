// Constraints, from the spec to the best trial.
#include <gtest/gtest.h>

#include "common/spec/catalogue.h"
#include "tests/coordinator/core/simulated.h"

namespace gridfold {
namespace {

// Works on everything; accuracy is ScoreOf, kernels with a large C need more support vectors.
void WorkOnSizes(SimulatedCoordinator& c) {
  for (int request = 0;; ++request) {
    const AcquireAnswer answer = c.Acquire("w", "size" + std::to_string(request));
    if (answer.leases.empty()) return;
    JobReport report = MakeReport(answer.leases[0]);
    for (size_t i = 0; i < report.cells.size(); ++i) {
      const Point& parameters = answer.leases[0].job.trials[i].parameters;
      report.cells[i].metrics["support_vectors"] = 100 * NumberAt(parameters, "C");
      report.cells[i].metrics["f1_macro"] = report.cells[i].test_score;
    }
    c.Do([&](Coordinator& coordinator) {
      EXPECT_TRUE(coordinator.Report("w", {report}).at(0).ok());
    });
  }
}

TEST(ConstraintsTest, WhatBreaksAConstraintIsNotTheBest) {
  SimulatedCoordinator free, bound;
  ASSERT_TRUE(free.Create(GridSpec("s")).ok());
  ASSERT_TRUE(bound.Create(GridSpec("s", "constraints: [support_vectors < 50]\n")).ok());
  for (SimulatedCoordinator* c : {&free, &bound}) {
    c->Register("w");
    WorkOnSizes(*c);
    EXPECT_EQ(c->Summary("s").state, StudyState::kCompleted);
  }
  EXPECT_GE(NumberAt(free.Summary("s").best_parameters, "C"), 0.5);
  EXPECT_LT(NumberAt(bound.Summary("s").best_parameters, "C"), 0.5);
  EXPECT_LT(*bound.Summary("s").best_score, *free.Summary("s").best_score);
}

TEST(ConstraintsTest, ConstraintsHoldAfterARestartInTheMiddleOfATrial) {
  SimulatedCoordinator calm, broken;
  for (SimulatedCoordinator* c : {&calm, &broken}) {
    ASSERT_TRUE(
        c->Create(GridSpec("s", "constraints: [support_vectors < 50, f1_macro > 0]\n")).ok());
    c->Register("w");
  }
  WorkOnSizes(calm);
  const AcquireAnswer first = broken.Acquire("w", "first");
  EXPECT_EQ(first.works.at(0).metrics, std::vector<std::string>{"f1_macro"})
      << "asked for as the constraint is about it; the other is recorded anyway";
  JobReport report = MakeReport(first.leases[0]);
  for (size_t i = 0; i < report.cells.size(); ++i) {
    const Point& parameters = first.leases[0].job.trials[i].parameters;
    report.cells[i].metrics["support_vectors"] = 100 * NumberAt(parameters, "C");
    report.cells[i].metrics["f1_macro"] = report.cells[i].test_score;
  }
  broken.Do([&](Coordinator& c) { EXPECT_TRUE(c.Report("w", {report}).at(0).ok()); });
  broken.Crash();
  broken.Register("w");
  WorkOnSizes(broken);
  EXPECT_EQ(broken.Summary("s").best_trial, calm.Summary("s").best_trial);
  EXPECT_EQ(broken.Summary("s").best_score, calm.Summary("s").best_score);
}

TEST(ConstraintsTest, AStudyWhoseTrialsAllBreakAConstraintFails) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s", "constraints: [accuracy > 2]\n")).ok());
  c.Register("w");
  WorkOnSizes(c);
  EXPECT_EQ(c.Summary("s").state, StudyState::kFailed);
  EXPECT_EQ(c.Summary("s").reason, "no trial meets the constraints");
  EXPECT_EQ(c.Summary("s").best_trial, std::nullopt);
}

}  // namespace
}  // namespace gridfold
