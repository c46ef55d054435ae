#include "bench/contest_replay.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "common/base/random.h"
#include "coordinator/prune/contest.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

double MeanScore(const std::vector<FoldScores>& folds) {
  std::vector<double> scores;
  for (const FoldScores& fold : folds) scores.push_back(fold.score);
  return AggregateScores(scores).mean;
}

std::vector<size_t> DrawOrder(size_t count, Random& random) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  random.Shuffle(std::span(order));
  return order;
}

class Replayer {
 public:
  Replayer(const ScoreTable& table, uint64_t seed)
      : table_(table),
        contest_(MakePruner(table.study), table.study.prune.asynchronous,
                 table.study.metric.maximize, table.study.cv.SplitCount()) {
    Random random(seed);
    trials_ = DrawOrder(table.trials.size(), random);
    folds_ = DrawOrder(static_cast<size_t>(table.study.cv.SplitCount()), random);
    done_.assign(trials_.size(), std::vector<int64_t>(folds_.size(), 0));
  }

  ReplayResult Run() {
    for (size_t trial = 0; trial < trials_.size(); ++trial) {
      Work(contest_.Enter());
      Judge(trial + 1 == trials_.size());
    }
    return result_;
  }

 private:
  void Judge(bool no_more) {
    while (true) {
      const Contest::Verdicts verdicts = contest_.Decide(no_more);
      if (verdicts.empty()) return;
      for (const Contest::Admission& admission : verdicts.admitted) Work(admission);
    }
  }

  void Work(const Contest::Admission& admission) {
    const auto place = static_cast<size_t>(admission.trial);
    const std::vector<FoldScores>& scores = table_.trials[trials_[place]];
    const int64_t wanted = admission.until.epochs == 0 ? table_.epochs : admission.until.epochs;
    for (int fold = 0; fold < admission.until.folds; ++fold) {
      const FoldScores& found = scores[folds_[static_cast<size_t>(fold)]];
      int64_t& done = done_[place][static_cast<size_t>(fold)];
      if (done >= wanted) continue;
      result_.fold_fits += done == 0 ? 1 : 0;
      result_.epochs += wanted - done;
      done = wanted;
      if (admission.until.epochs > 0) {
        contest_.AddInterim(admission.trial, fold, wanted,
                            found.epochs.at(static_cast<size_t>(wanted) - 1));
      } else {
        contest_.AddResult(admission.trial, fold, found.score, found.predictions);
      }
    }
    const bool is_whole =
        admission.until.epochs == 0 && static_cast<size_t>(admission.until.folds) == folds_.size();
    if (is_whole) Complete(admission.trial, trials_[place]);
  }

  void Complete(int64_t number, size_t trial) {
    contest_.Close(number);
    const double sign = table_.study.metric.maximize ? 1 : -1;
    const double merit = sign * MeanScore(table_.trials[trial]);
    if (merit <= best_merit_) return;
    best_merit_ = merit;
    result_.winner = trial;
  }

  const ScoreTable& table_;
  Contest contest_;
  std::vector<size_t> trials_, folds_;      // places in the table
  std::vector<std::vector<int64_t>> done_;  // epochs, by trial and fold
  ReplayResult result_;
  double best_merit_ = -HUGE_VAL;
};

}  // namespace

ReplayResult Replay(const ScoreTable& table, uint64_t seed) { return Replayer(table, seed).Run(); }

double StandardErrorsBehind(const ScoreTable& table, size_t trial) {
  const double sign = table.study.metric.maximize ? 1 : -1;
  size_t best = 0;
  for (size_t other = 1; other < table.trials.size(); ++other) {
    if (sign * MeanScore(table.trials[other]) > sign * MeanScore(table.trials[best])) best = other;
  }
  const std::vector<FoldScores>& folds = table.trials[best];
  std::vector<double> scores;
  for (const FoldScores& fold : folds) scores.push_back(fold.score);
  const double mean = MeanScore(folds);
  const auto rows = static_cast<double>(folds.front().predictions.size());
  const double error = AggregateScores(scores).std_error.value_or(
      std::sqrt(std::abs(mean) * (1 - std::abs(mean)) / rows));
  const double behind = sign * (mean - MeanScore(table.trials[trial]));
  return behind == 0 ? 0 : behind / error;
}

}  // namespace gridfold
