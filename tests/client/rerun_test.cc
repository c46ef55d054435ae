#include "client/rerun.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "client/rerun_comparison.h"
#include "common/base/fingerprint.h"
#include "common/data/data_set.h"
#include "common/data/load.h"
#include "tests/client/fake_view.h"
#include "tests/client/screen.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

CellResult SomeCell() {
  CellResult cell;
  cell.fold = 1;
  cell.test_score = 0.75;
  cell.metrics = {{"log_loss", 0.5}, {"predict_us_per_row", 3}};
  cell.confusion = {2, 1, 0, 1};
  cell.predictions = {0, 0, 1, 1};
  return cell;
}

TrialDetail Stored() {
  TrialDetail detail;
  detail.cells = {SomeCell()};
  detail.curves = {{1, {1, "loss", 0.25}}, {1, {1, "seconds", 7}}};
  return detail;
}

CellRun Computed() { return {SomeCell(), {{1, "loss", 0.25}, {1, "seconds", 8}}}; }

std::string FirstOf(const CellRun& computed) {
  const auto differences = CompareRuns(Stored(), {computed});
  return differences.empty() ? "" : differences[0].what;
}

TEST(CompareRunsTest, TheSameButForClocksIsTheSame) {
  CellRun run = Computed();
  run.cell.metrics["predict_us_per_row"] = 4;
  run.cell.fit_seconds = 9;
  EXPECT_THAT(CompareRuns(Stored(), {run}), IsEmpty());
}

TEST(CompareRunsTest, EveryPartCounts) {
  CellRun run = Computed();
  run.cell.test_score = std::nextafter(0.75, 1);
  EXPECT_EQ(FirstOf(run), "test score") << "the last bit";
  run = Computed();
  run.cell.train_score = 1;
  EXPECT_EQ(FirstOf(run), "train score");
  run = Computed();
  run.cell.metrics["log_loss"] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(FirstOf(run), "metric log_loss");
  run = Computed();
  run.cell.metrics["more"] = 1;
  EXPECT_EQ(FirstOf(run), "metric more");
  run = Computed();
  run.cell.predictions = {0, 1, 0, 1};
  EXPECT_EQ(FirstOf(run), "prediction 1 (and 1 others)");
  run = Computed();
  run.cell.confusion.pop_back();
  EXPECT_EQ(FirstOf(run), "number of confusion counts");
  run = Computed();
  run.curve[0].value = 0.5;
  EXPECT_EQ(FirstOf(run), "loss of epoch 1");
  run = Computed();
  run.cell.state = CellState::kFailed;
  EXPECT_EQ(FirstOf(run), "state");
}

TEST(CompareRunsTest, BothNumbersAreShown) {
  CellRun run = Computed();
  run.cell.test_score = 0.5;
  const auto differences = CompareRuns(Stored(), {run});
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].fold, 1);
  EXPECT_EQ(differences[0].stored, "0.75 (0x1.8p-1)");
  EXPECT_EQ(differences[0].computed, "0.5 (0x1p-1)");
}

// A study of one trial whose stored results are what a first run gave.
struct RerunView {
  FakeView view;
  RerunArguments arguments;

  RerunView(const std::string& model, const Point& parameters) {
    arguments.study = "s";
    arguments.trial = 4;
    arguments.verify = true;
    arguments.slots = 2;
    DataSetSpec spec;
    spec.source = DataSetSpec::Source::kDigits;
    spec.train = 120;
    spec.test = 30;
    view.artifact = SerializeDataSet(*LoadDataSet(spec, DataFolders{}));
    view.study.name = "s";
    view.study.metric = "accuracy";
    view.study.dataset_hash = Sha256Hex(view.artifact);
    view.study.spec_text =
        "name: s\ndataset: digits\nmodel: " + model +
        "\ncv: {folds: 2, train_scores: true}\nmetric: {name: accuracy, goal: maximize}\n";
    view.detail.summary.number = 4;
    view.detail.parameters = parameters;
    for (const int fold : {0, 1}) view.detail.cells.emplace_back().fold = fold;
  }

  Status Run(std::string& out) {
    Screen screen;
    const Status status = RerunTrial(view, arguments, screen.console);
    out = screen.out.str();
    return status;
  }
};

TEST(RerunTest, WhatDiffersIsSaidAndFails) {
  RerunView tree("tree", {{"max_depth", int64_t{3}}});
  std::string out;
  const Status status = tree.Run(out);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), HasSubstr("trial 4 was not repeated"));
  EXPECT_THAT(out, HasSubstr("number of predictions"));
  EXPECT_THAT(out, HasSubstr("60"));
  tree.arguments.verify = false;
  EXPECT_TRUE(tree.Run(out).ok()) << "without --verify it only computes";
}

TEST(RerunTest, TrialWithoutResultsCannotBeRepeated) {
  RerunView tree("tree", {});
  tree.view.detail.cells.clear();
  std::string out;
  EXPECT_THAT(Message(tree.Run(out)), HasSubstr("no results to repeat"));
}

}  // namespace
}  // namespace gridfold
