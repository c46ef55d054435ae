#include "tests/coordinator/report/sample_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "coordinator/rank/aggregate.h"

namespace gridfold::report {
namespace {

TrialSummary SampleTrial(int number, int trials, int folds) {
  TrialSummary trial;
  trial.number = number;
  trial.state = TrialState::kCompleted;
  trial.parameters = {{"C", Value(std::pow(10.0, number % 5 - 2))},
                      {"gamma", Value(0.25 * (1 + number / 5))}};
  std::vector<double> scores;
  for (int fold = 0; fold < folds; ++fold) {
    scores.push_back(0.5 + 0.4 * number / trials + 0.0625 * ((fold + number) % 2));
  }
  trial.fold_scores.assign(scores.begin(), scores.end());
  trial.fold_train_scores.assign(scores.begin(), scores.end());
  const Aggregate aggregate = AggregateScores(scores);
  trial.mean_score = aggregate.mean;
  trial.std_score = aggregate.std;
  trial.std_error = aggregate.std_error;
  trial.mean_train_score = aggregate.mean + 0.03125;
  trial.mean_fit_seconds = 1.5 + number % 7;
  trial.mean_score_seconds = 0.25;
  return trial;
}

TrialDetail SampleDetail(const TrialSummary& trial) {
  TrialDetail detail;
  detail.summary = trial;
  for (int fold = 0; fold < static_cast<int>(trial.fold_scores.size()); ++fold) {
    CellResult cell;
    cell.trial = trial.number;
    cell.fold = fold;
    cell.confusion = {40, 3, 7, 50};
    cell.metrics["support_vectors"] = 100.0 + static_cast<double>(trial.number);
    detail.cells.push_back(cell);
    for (int epoch = 1; epoch <= 4; ++epoch) {
      detail.curves.push_back({fold, {epoch, "loss", 1.0 / epoch}});
      detail.curves.push_back({fold, {epoch, "val_loss", 1.5 / epoch}});
    }
    AttemptSummary attempt;
    attempt.job = fold;
    attempt.attempt = 1;
    attempt.fold = fold;
    attempt.end = AttemptEnd::kOk;
    detail.attempts.push_back(attempt);
  }
  return detail;
}

}  // namespace

ReportInput SampleInput(int trials, int folds) {
  ReportInput input;
  input.version = "1.2.3";
  StudySummary& study = input.study;
  study.name = "sample";
  study.state = StudyState::kCompleted;
  study.model = "svm";
  study.dataset = "digits";
  study.metric = "accuracy";
  study.algorithm = "grid";
  study.splits = folds;
  study.trials_completed = trials;
  study.parameter_names = {"C", "gamma"};
  study.class_names = {"cat", "dog"};
  study.spec_text = "name: sample\nmodel: svm\n";
  for (int number = 0; number < trials; ++number) {
    input.trials.push_back(SampleTrial(number, trials, folds));
  }
  input.ranked = input.trials;
  std::stable_sort(
      input.ranked.begin(), input.ranked.end(),
      [](const TrialSummary& a, const TrialSummary& b) { return *a.mean_score > *b.mean_score; });
  for (size_t i = 0; i < input.ranked.size(); ++i) {
    input.ranked[i].rank = static_cast<int64_t>(i + 1);
    input.trials[static_cast<size_t>(input.ranked[i].number)].rank = input.ranked[i].rank;
    if (i < 3) input.details.push_back(SampleDetail(input.ranked[i]));
  }
  if (input.ranked.size() > 300) input.ranked.resize(300);
  input.validation_to_train_rows = folds > 1 ? 1.0 / (folds - 1) : 0;
  return input;
}

ReportInput HostileInput(const std::string& text) {
  ReportInput input = SampleInput(6, 2);
  StudySummary& study = input.study;
  study.name = study.reason = study.model = study.dataset = study.metric = study.algorithm = text;
  study.spec_text = text + "\n" + text;
  study.parameter_names = {text, "x" + text};
  study.class_names = {text, text};
  RefitSummary refit;
  refit.trial = 5;
  refit.reason = text;
  study.refits = {refit};
  TrialSummary failed;
  failed.number = 6;
  failed.state = TrialState::kFailed;
  failed.reason = text;
  input.trials.push_back(failed);
  int number = 0;
  for (auto* list : {&input.trials, &input.ranked}) {
    for (TrialSummary& trial : *list) {
      trial.parameters = {{text, Value(text + std::to_string(number++ % 3))},
                          {"x" + text, Value(0.5 * static_cast<double>(trial.number))}};
    }
  }
  for (TrialDetail& detail : input.details) {
    for (TrialCurvePoint& point : detail.curves) point.point.metric = text;
    detail.attempts[0].end = AttemptEnd::kError;
    detail.attempts[0].message = text;
  }
  input.version = text;
  return input;
}

}  // namespace gridfold::report
