#include "client/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace gridfold {
namespace {

class HandClock final : public Clock {
 public:
  double seconds = 100;
  int64_t UnixMs() const override { return 0; }
  int64_t SteadyNs() const override { return static_cast<int64_t>(seconds * 1e9); }
};

StudySummary Study(int64_t cells) {
  StudySummary study;
  study.name = "svm";
  study.metric = "accuracy";
  study.trials_total = 50;
  study.trials_completed = cells / 4;
  study.cells_total = 200;
  study.cells_done = cells;
  return study;
}

TEST(ProgressTextTest, ShowsBarCountsEtaAndBest) {
  StudySummary study = Study(100);
  study.best_score = 0.9713;
  study.best_trial = 4;
  EXPECT_EQ(ProgressText(study, 12.34, 10),
            "[#####-----]  50%  trials 25/50  cells 100/200  ETA 12.3s  best accuracy 0.9713 "
            "(trial 4)");
}

TEST(ProgressTextTest, AStudyWithoutBoundsHasNoPercentage) {
  StudySummary study = Study(8);
  for (const double total : {0.0, HUGE_VAL}) {
    study.trials_total = study.cells_total = total;
    EXPECT_EQ(ProgressText(study, std::nullopt, 10), "trials 2  cells 8");
  }
}

TEST(ProgressTextTest, OtherStatesAreNamedInsteadOfAnEta) {
  StudySummary study = Study(100);
  study.state = StudyState::kPaused;
  EXPECT_EQ(ProgressText(study, 5, 0), " 50%  trials 25/50  cells 100/200  PAUSED");
}

TEST(ProgressTextTest, MoreCellsThanPlannedAreStillAtMostHundredPercent) {
  EXPECT_EQ(DoneShare(Study(300)), 1.0);
  EXPECT_EQ(SecondsLeft(Study(300), 300, 10), 0.0);
}

TEST(SecondsLeftTest, FollowsTheRateOfWhatWasFinishedMeanwhile) {
  // 20 cells in 10 s; 100 of 200 are left.
  EXPECT_DOUBLE_EQ(*SecondsLeft(Study(100), 20, 10), 50);
  EXPECT_FALSE(SecondsLeft(Study(100), 0, 10));
  EXPECT_FALSE(SecondsLeft(Study(100), 20, 0));
  StudySummary done = Study(100);
  done.state = StudyState::kCancelled;
  EXPECT_EQ(SecondsLeft(done, 0, 0), 0.0);
}

TEST(ProgressTest, PlainLinesAreFewAndHaveNoEscapes) {
  std::ostringstream out, err;
  Console console{out, err};
  HandClock clock;
  {
    Progress progress(console, clock);
    for (int cell = 0; cell <= 100; ++cell) {
      progress.Show(Study(cell));
      clock.seconds += 0.1;
    }
  }
  const std::string text = err.str();
  const auto lines = std::count(text.begin(), text.end(), '\n');
  // The first snapshot, then one for each 3 of the 10 seconds.
  EXPECT_EQ(lines, 4);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressTest, WithoutANewPercentageNothingIsSaid) {
  std::ostringstream out, err;
  Console console{out, err};
  HandClock clock;
  Progress progress(console, clock);
  for (int i = 0; i < 10; ++i) {
    progress.Show(Study(100));
    clock.seconds += 10;
  }
  const std::string text = err.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST(ProgressTest, ANewStateIsSaidAtOnce) {
  std::ostringstream out, err;
  Console console{out, err};
  HandClock clock;
  Progress progress(console, clock);
  progress.Show(Study(100));
  StudySummary failed = Study(100);
  failed.state = StudyState::kFailed;
  progress.Show(failed);
  EXPECT_NE(err.str().find("FAILED"), std::string::npos);
}

TEST(ProgressTest, ABarFitsTheTerminalAndIsWipedAtTheEnd) {
  // One column stays free, so that the cursor does not go to the next line.
  const std::vector<std::pair<int, std::string>> shown = {
      {200, "[#####-----]  50%  trials 25/50  cells 100/200"},
      {30, "[#####-----]  50%  trials 25/"},
      {10, "[#####---"}};
  for (const auto& [columns, text] : shown) {
    std::ostringstream out, err;
    Console console{out, err};
    console.err_is_terminal = true;
    console.columns = columns;
    HandClock clock;
    {
      Progress progress(console, clock);
      progress.Show(Study(100));
    }
    EXPECT_EQ(err.str(), "\r" + text + "\x1b[K\r\x1b[K");
  }
}

TEST(ProgressTest, TheEtaCountsOnlyWhatThisProcessSaw) {
  std::ostringstream out, err;
  Console console{out, err};
  HandClock clock;
  Progress progress(console, clock);
  progress.Show(Study(100));  // done before, in an earlier process
  clock.seconds += 10;
  progress.Show(Study(150));
  // 50 cells in 10 s, 50 left.
  EXPECT_NE(err.str().find("ETA 10.0s"), std::string::npos);
}

}  // namespace
}  // namespace gridfold
