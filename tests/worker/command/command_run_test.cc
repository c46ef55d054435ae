// Jobs of model command, through ExecuteJob as a worker runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/base/file.h"
#include "tests/worker/run/job_fixture.h"
#include "worker/command/checkpoint_folder.h"
#include "worker/command/command_policy.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// Stands before each script: what it was told, and how to answer.
constexpr char kPreamble[] =
    "import json, sys\n"
    "told = json.load(sys.stdin)\n"
    "def say(**line): print(json.dumps(line))\n"
    "def rows(part): return [line.rstrip().rsplit(',', 1)[1] for line in open(told[part])][1:]\n";

struct CommandFixture : Fixture {
  explicit CommandFixture(const std::string& script) {
    work.model = "command";
    work.pipeline.clear();
    work.cv.train_scores = false;
    work.command = {{"python3", "train.py"}, "some/folder/train.py", "csv"};
    work.script_hash = "file";
    file = kPreamble + script;
    commands = ParseCommandPolicy("any");
    job.trials = {{5, {{"rate", 0.5}, {"name", std::string("x")}, {"deep", true}}}};
  }

  CellResult Cell() {
    const auto output = Execute();
    EXPECT_TRUE(output.ok()) << Message(output.status());
    return output.ok() ? output->cells.at(0) : CellResult();
  }
};

TEST(CommandTest, PredictionsAreScoredAndMetricsKept) {
  CommandFixture f(
      "for epoch in (1, 2): say(epoch=epoch, loss=1 / epoch)\n"
      "print('done')\n"
      "say(metrics={'rows': len(rows('train')), 'rate': told['parameters']['rate']},\n"
      "    predictions=rows('validation'))\n");
  f.work.metrics = {"error_rate"};
  const CellResult cell = f.Cell();
  EXPECT_EQ(cell.state, CellState::kCompleted) << cell.reason;
  EXPECT_EQ(cell.trial, 5);
  EXPECT_EQ(cell.test_score, 1);
  EXPECT_EQ(cell.metrics.at("rows"), 150) << "three of four folds of 200 rows";
  EXPECT_EQ(cell.metrics.at("rate"), 0.5);
  EXPECT_EQ(cell.metrics.at("error_rate"), 0);
  EXPECT_EQ(cell.predictions.size(), 50U);
  EXPECT_EQ(cell.confusion.size(), 100U);
  ASSERT_EQ(f.curve.size(), 2U);
  EXPECT_EQ(f.curve[1].first, 5);
  EXPECT_EQ(f.curve[1].second.epoch, 2);
  EXPECT_EQ(f.curve[1].second.value, 0.5);
}

TEST(CommandTest, OwnGoalNeedsNoPredictions) {
  CommandFixture f("say(metrics={'bleu': 31.5}, train_metrics={'bleu': 40})\n");
  f.work.metric = "bleu";
  f.work.cv.train_scores = true;
  const CellResult cell = f.Cell();
  EXPECT_EQ(cell.test_score, 31.5);
  EXPECT_EQ(cell.train_score, 40);
  EXPECT_TRUE(cell.predictions.empty());
  EXPECT_TRUE(cell.confusion.empty());
}

TEST(CommandTest, SameSeedForTheSameTrialAndFold) {
  const auto seed = [](int fold) {
    CommandFixture f("say(metrics={'accuracy': told['seed']})\n");
    f.job.fold = fold;
    return f.Cell().test_score;
  };
  EXPECT_EQ(seed(0), seed(0));
  EXPECT_NE(seed(0), seed(1));
}

TEST(CommandTest, FailureHasItsLastWords) {
  const CellResult cell = CommandFixture("raise ValueError('no such layer')\n").Cell();
  EXPECT_EQ(cell.state, CellState::kFailed);
  EXPECT_THAT(cell.reason, HasSubstr("the program ended with exit code 1"));
  EXPECT_THAT(cell.reason, HasSubstr("ValueError: no such layer"));
}

TEST(CommandTest, RubbishIsToldFromAResult) {
  const CellResult silent = CommandFixture("").Cell();
  EXPECT_THAT(silent.reason, HasSubstr("the program printed nothing"));
  const CellResult rubbish = CommandFixture("print('accuracy: high')\n").Cell();
  EXPECT_EQ(rubbish.state, CellState::kFailed);
  EXPECT_THAT(rubbish.reason, HasSubstr("the last one being 'accuracy: high'"));
  const CellResult wrong = CommandFixture("say(metrics={'accuracy': 'high'})\n").Cell();
  EXPECT_THAT(wrong.reason,
              HasSubstr("line 1 of the program's output: accuracy: expected a number"));
  const CellResult few = CommandFixture("say(predictions=[1, 2])\n").Cell();
  EXPECT_THAT(few.reason, HasSubstr("expected one for each of the 50 rows, found 2"));
  const CellResult other = CommandFixture("say(metrics={'loss': 1})\n").Cell();
  EXPECT_THAT(other.reason, HasSubstr("expected accuracy or predictions of the 50 rows"));
  CommandFixture own("say(metrics={'loss': 1}, predictions=rows('validation'))\n");
  own.work.metric = "bleu";
  const CellResult missing = own.Cell();
  EXPECT_EQ(missing.state, CellState::kFailed);
  EXPECT_THAT(missing.reason, HasSubstr("expected a number named bleu, found none"));
}

TEST(CommandTest, AnImpossibleTrialIsInfeasible) {
  const CellResult cell = CommandFixture("say(infeasible='too deep')\n").Cell();
  EXPECT_EQ(cell.state, CellState::kInfeasible);
  EXPECT_THAT(cell.reason, HasSubstr("too deep"));
}

TEST(CommandTest, RefitKeepsTheModelThatWasWritten) {
  CommandFixture f(
      "open(told['model'], 'w').write('weights')\n"
      "say(metrics={'accuracy': len(rows('validation'))})\n");
  f.job.kind = JobKind::kRefit;
  f.job.fold = -1;
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_EQ(output->model_file, "weights");
  EXPECT_EQ(output->refit->test_score, 50) << "validation rows are the test rows";
  EXPECT_EQ(output->refit->reason, "");
  f.file = std::string(kPreamble) + "say(metrics={'accuracy': 1})\n";
  EXPECT_EQ((*f.Execute()).refit->model_hash, "") << "it need not write one";
}

TEST(CommandTest, CheckpointsGoOutAndComeBack) {
  CommandFixture f(
      "import os\n"
      "place = os.path.join(told['checkpoints'], 'state')\n"
      "before = open(place).read() if os.path.exists(place) else 'none'\n"
      "open(place, 'w').write('two')\n"
      "say(epoch=2, accuracy=0.25, checkpoint=True)\n"
      "say(metrics={'accuracy': {'none': 0, 'two': 1}[before]})\n");
  EXPECT_EQ(f.Cell().test_score, 0);
  EXPECT_NE(f.checkpoint, "");
  EXPECT_EQ(f.Cell().test_score, 1);
}

// Counts the epochs in its folder; each one's score is its number.
constexpr char kNineEpochs[] =
    "import os\n"
    "place = os.path.join(told['checkpoints'], 'epochs')\n"
    "done = int(open(place).read()) if os.path.exists(place) else 0\n"
    "for epoch in range(done + 1, 10):\n"
    "    open(place + '.new', 'w').write(str(epoch))\n"
    "    os.replace(place + '.new', place)\n"
    "    say(epoch=epoch, accuracy=0, val_accuracy=epoch, checkpoint=epoch == told.get('pause'))\n"
    "    if epoch == told.get('pause'): sys.exit()\n"
    "say(metrics={'accuracy': 9, 'begun_at': done})\n";

TEST(CommandTest, PausesAndGoesOn) {
  CommandFixture f(kNineEpochs);
  f.pause_epochs = 3;
  auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_TRUE(output->cells.empty()) << "no result yet";
  ASSERT_EQ(f.curve.size(), 7U) << "three epochs of two metrics, and the score there";
  EXPECT_EQ(f.curve.back().second.metric, kInterimScore);
  EXPECT_EQ(f.curve.back().second.epoch, 3);
  EXPECT_EQ(f.curve.back().second.value, 3) << "of the validation rows";
  f.pause_epochs = 6;
  ASSERT_TRUE(f.Execute().ok());
  EXPECT_EQ(f.curve.size(), 14U) << "three more epochs";
  f.pause_epochs = 0;
  EXPECT_EQ(f.Cell().metrics.at("begun_at"), 6);
}

TEST(CommandTest, AnAttemptThatWasLostAtThePauseIsNotTrainedOn) {
  CommandFixture f(kNineEpochs);
  f.pause_epochs = 3;
  ASSERT_TRUE(f.Execute().ok());
  f.curve.clear();
  f.work.command.run = {"python3", "-c", "raise ValueError('must not run')"};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_TRUE(output->cells.empty());
  ASSERT_EQ(f.curve.size(), 1U);
  EXPECT_EQ(f.curve[0].second.value, 3);
}

TEST(CommandTest, WithoutACheckpointItBeginsAnew) {
  CommandFixture f(
      "for epoch in range(1, 10): say(epoch=epoch, accuracy=epoch / 9)\n"
      "say(metrics={'accuracy': 1})\n");
  f.pause_epochs = 3;
  ASSERT_TRUE(f.Execute().ok());
  EXPECT_EQ(f.curve.back().second.value, 3 / 9.0) << "the goal by its own name";
  EXPECT_EQ(f.checkpoint, "");
  f.pause_epochs = 0;
  EXPECT_EQ(f.Cell().test_score, 1);
}

TEST(CommandTest, AnEndBeforeThePauseIsAResult) {
  CommandFixture f("say(epoch=1, accuracy=0.5)\nsay(metrics={'accuracy': 0.75})\n");
  f.pause_epochs = 3;
  EXPECT_EQ(f.Cell().test_score, 0.75);
}

TEST(CommandTest, APauseNeedsTheGoal) {
  CommandFixture f("for epoch in range(1, 10): say(epoch=epoch, loss=1)\n");
  f.pause_epochs = 3;
  EXPECT_THAT(f.Cell().reason, HasSubstr("line 3 of the program's output: epoch 3: expected "
                                         "val_accuracy or accuracy beside it"));
  CommandFixture score("say(epoch=1, score=1)\n");
  EXPECT_THAT(score.Cell().reason, HasSubstr("score: expected another name, such as val_score"));
}

TEST(CommandTest, WorkerWithoutCommandsRefuses) {
  CommandFixture f("say(metrics={'accuracy': 1})\n");
  f.commands = CommandPolicy();
  const auto output = f.Execute();
  EXPECT_EQ(output.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(output.status()), HasSubstr("--allow-commands"));
}

TEST(CommandTest, NoShellReadsTheWords) {
  CommandFixture f(
      "say(metrics={'accuracy': len(sys.argv)})\nassert sys.argv[1] == '$(exit 3); *'\n");
  f.work.command.run.push_back("$(exit 3); *");
  EXPECT_EQ(f.Cell().test_score, 2);
}

TEST(CommandTest, SecretsOfTheWorkerAreNotPassedOn) {
  ::setenv("GRIDFOLD_TOKEN_FILE", "/secret", 1);
  const CellResult cell = CommandFixture(
                              "import os\n"
                              "say(metrics={'accuracy': sum(n.startswith('GRIDFOLD') for n in "
                              "os.environ) + 2 * (os.environ['OMP_NUM_THREADS'] == '1')})\n")
                              .Cell();
  ::unsetenv("GRIDFOLD_TOKEN_FILE");
  EXPECT_EQ(cell.test_score, 2);
}

}  // namespace
}  // namespace gridfold
