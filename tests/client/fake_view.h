// A StudyView over values in memory.
#pragma once

#include <string>
#include <vector>

#include "client/study_view.h"

namespace gridfold {

class FakeView final : public StudyView {
 public:
  StudySummary study;
  std::vector<TrialSummary> trials;
  TrialDetail detail;
  std::string artifact;
  bool rank_none = false;  // no trial is in the ranking

  StatusOr<std::vector<StudySummary>> ListStudies() override {
    return std::vector<StudySummary>{study};
  }
  StatusOr<StudySummary> GetStudy(const std::string& name) override {
    if (name != study.name) return NotFound("no study '{}'", name);
    return study;
  }
  StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& name,
                                                 const TrialRequest& request) override {
    if (name != study.name) return NotFound("no study '{}'", name);
    if (rank_none && request.order == TrialOrder::kRank) return std::vector<TrialSummary>();
    std::vector<TrialSummary> list = trials;
    if (request.limit >= 0 && list.size() > static_cast<size_t>(request.limit)) {
      list.resize(static_cast<size_t>(request.limit));
    }
    return list;
  }
  StatusOr<TrialDetail> GetTrial(const std::string&, int64_t) override { return detail; }
  StatusOr<std::string> FetchArtifact(const std::string&) override { return artifact; }
  StatusOr<StudySummary> WatchStudy(const std::string&, const OnSnapshot& on_snapshot) override {
    on_snapshot(study);
    return study;
  }
};

// "svm" with C and kernel, two folds and training scores: trial 0 completed (rank 1), trial 1
// failed, without scores and without C.
inline FakeView TwoTrials() {
  FakeView view;
  view.study.name = "svm";
  view.study.metric = "accuracy";
  view.study.splits = 2;
  view.study.state = StudyState::kCompleted;
  view.study.parameter_names = {"C", "kernel"};
  view.study.class_names = {"cat", "dog"};
  TrialSummary first;
  first.number = 0;
  first.state = TrialState::kCompleted;
  first.parameters = {{"C", Value(0.1)}, {"kernel", Value(std::string("rbf"))}};
  first.mean_score = 0.75;
  first.std_score = 0.25;
  first.std_error = 0.25;
  first.mean_train_score = 0.9;
  first.mean_fit_seconds = 1.5;
  first.mean_score_seconds = 0.5;
  first.rank = 1;
  first.fold_scores = {0.5, 1.0};
  first.fold_train_scores = {0.8, 1.0};
  TrialSummary second;
  second.number = 1;
  second.state = TrialState::kFailed;
  second.reason = "diverged";
  second.parameters = {{"kernel", Value(std::string("=cmd()"))}};
  second.fold_scores = {std::nullopt, std::nullopt};
  view.trials = {first, second};
  return view;
}

}  // namespace gridfold
