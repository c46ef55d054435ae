// Trials that somebody evaluates himself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "common/spec/catalogue.h"
#include "tests/coordinator/core/simulated.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

// Two folds, one job for each trial and fold; no winner to fit.
std::string Spec(const std::string& more = "") {
  return "name: s\n"
         "dataset: {name: digits, train: 60, test: 20}\n"
         "model: command\n"
         "command: [nobody-runs-this]\n"
         "parameters: {learning_rate: {values: [0.003, 0.03, 0.3]}}\n"
         "cv: {folds: 2}\n"
         "refit: {top: 0}\n"
         "metric: {name: accuracy, goal: maximize}\n" +
         more;
}

StatusOr<Coordinator::AskedTrial> Ask(SimulatedCoordinator& c) {
  StatusOr<Coordinator::AskedTrial> asked = absl::UnknownError("");
  c.Do([&](Coordinator& coordinator) { asked = coordinator.AskTrial("s"); });
  return asked;
}

Status Tell(SimulatedCoordinator& c, int64_t trial, const std::vector<double>& scores,
            const std::string& failure = "") {
  Status status;
  c.Do([&](Coordinator& coordinator) {
    status = coordinator.TellTrial("s", trial, scores, failure);
  });
  return status;
}

TEST(AskTest, AStudyIsDoneByAskingAndTelling) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Spec()).ok());
  for (int64_t number = 0; number < 3; ++number) {
    const auto asked = Ask(c);
    ASSERT_TRUE(asked.ok()) << Message(asked.status());
    EXPECT_EQ(asked->trial, number);
    EXPECT_EQ(asked->splits, 2);
    EXPECT_TRUE(asked->parameters.contains("learning_rate"));
    EXPECT_EQ(c.Summary("s").trials_running, 1);
    const double score = ScoreOf(asked->parameters, 0);
    EXPECT_TRUE(Tell(c, number, {score, score}).ok());
  }
  const StudySummary end = c.Summary("s");
  EXPECT_EQ(end.state, StudyState::kCompleted) << end.reason;
  EXPECT_EQ(end.trials_completed, 3);
  EXPECT_EQ(NumberAt(end.best_parameters, "learning_rate"), 0.003);
  EXPECT_THAT(Message(Ask(c).status()), HasSubstr("is COMPLETED"));
}

TEST(AskTest, EachTrialIsGivenOnceAndNotToWorkers) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Spec()).ok());
  EXPECT_EQ(Ask(c)->trial, 0);
  EXPECT_EQ(Ask(c)->trial, 1);
  c.Register("w", true);
  EXPECT_EQ(c.Acquire("w", "1").leases.at(0).job.trials.at(0).number, 2);
  EXPECT_THAT(Message(Ask(c).status()), HasSubstr("no trial to give"))
      << "a fold of the third is at work";
}

TEST(AskTest, AnAskedTrialOutlivesARestartAndItsDay) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Spec()).ok());
  EXPECT_EQ(Ask(c)->trial, 0);
  c.Crash();
  c.clock.now_ms += Coordinator::kAskedMs / 2;
  EXPECT_EQ(Ask(c)->trial, 1) << "the first is still away";
  EXPECT_TRUE(Tell(c, 0, {0.5, 0.5}).ok());
  EXPECT_EQ(Ask(c)->trial, 2);
  c.clock.now_ms += Coordinator::kAskedMs + 1;
  c.Do([](Coordinator&) {});
  EXPECT_TRUE(absl::IsFailedPrecondition(Tell(c, 1, {0.5, 0.5}))) << "too late";
  EXPECT_TRUE(Ask(c).ok()) << "it waits again";
}

TEST(AskTest, FailuresAreResults) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Spec("limits: {max_failed_trials: 0}\n")).ok());
  EXPECT_EQ(Ask(c)->trial, 0);
  EXPECT_TRUE(Tell(c, 0, {}, "the oven broke").ok());
  EXPECT_EQ(c.Summary("s").state, StudyState::kFailed);
  EXPECT_THAT(c.Summary("s").reason, HasSubstr("the oven broke"));
}

TEST(AskTest, WrongTalesAreRefused) {
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(Spec()).ok());
  EXPECT_EQ(Ask(c)->trial, 0);
  EXPECT_TRUE(absl::IsInvalidArgument(Tell(c, 0, {0.5})));
  EXPECT_TRUE(absl::IsInvalidArgument(Tell(c, 0, {0.5, std::nan("")})));
  EXPECT_TRUE(absl::IsFailedPrecondition(Tell(c, 1, {0.5, 0.5}))) << "nobody asked for it";
  EXPECT_TRUE(Tell(c, 0, {0.5, 0.5}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Tell(c, 0, {0.5, 0.5}))) << "once";
}

TEST(AskTest, NoWorkerHasTheName) {
  SimulatedCoordinator c;
  c.Do([](Coordinator& coordinator) {
    EXPECT_TRUE(absl::IsInvalidArgument(coordinator.Register({"ask", "host", "0", 1, false})));
  });
}

TEST(AskTest, StudiesThatNeedMoreThanAScoreAreRefused) {
  for (const std::string more : {"constraints: [accuracy > 0.5]\n", "prune: {rule: race}\n"}) {
    SimulatedCoordinator c;
    ASSERT_TRUE(c.Create(Spec(more)).ok());
    EXPECT_TRUE(absl::IsFailedPrecondition(Ask(c).status())) << more;
  }
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create(GridSpec("s")).ok());
  EXPECT_THAT(Message(Ask(c).status()), HasSubstr("share their jobs"))
      << "all C of a gamma are one job";
}

}  // namespace
}  // namespace gridfold
