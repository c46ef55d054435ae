#include "client/report.h"

#include <algorithm>
#include <optional>
#include <set>

#include "client/leaderboard.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "coordinator/report/comparison_report.h"
#include "coordinator/report/study_report.h"
#include "coordinator/report/trial_table.h"

namespace gridfold {
namespace {

constexpr int64_t kTrialsMax = 20'000;
constexpr size_t kDetailsMax = 200;

int64_t TrialsOf(const StudySummary& study) {
  return study.trials_waiting + study.trials_running + study.trials_completed +
         study.trials_pruned + study.trials_failed + study.trials_infeasible +
         study.trials_cancelled;
}

// Those like the first, then the rest of the ranking, then the others by number.
std::vector<int64_t> WorthADetail(const Leaderboard& board,
                                  const std::vector<TrialSummary>& trials) {
  std::vector<int64_t> numbers;
  std::set<int64_t> seen;
  const auto add = [&](int64_t number) {
    if (numbers.size() < kDetailsMax && seen.insert(number).second) numbers.push_back(number);
  };
  for (size_t i = 0; i < board.trials.size(); ++i) {
    if (board.like_first[i]) add(board.trials[i].number);
  }
  for (const TrialSummary& trial : board.trials) add(trial.number);
  for (const TrialSummary& trial : trials) add(trial.number);
  return numbers;
}

}  // namespace

StatusOr<report::ReportInput> GatherReport(StudyView& view, const std::string& study,
                                           int64_t now_unix_ms) {
  report::ReportInput input;
  GF_ASSIGN_OR_RETURN(Leaderboard board, LoadLeaderboard(view, study, report::kTableRowsMax));
  GF_ASSIGN_OR_RETURN(input.trials, view.ListTrials(study, {TrialOrder::kNumber, "", kTrialsMax}));
  for (const int64_t number : WorthADetail(board, input.trials)) {
    GF_ASSIGN_OR_RETURN(input.details.emplace_back(), view.GetTrial(study, number));
  }
  input.validation_to_train_rows = ValidationToTrainRows(board.study);
  input.trials_left_out =
      std::max<int64_t>(TrialsOf(board.study) - static_cast<int64_t>(input.trials.size()), 0);
  input.ranked = std::move(board.trials);
  input.study = std::move(board.study);
  input.version = GRIDFOLD_VERSION;
  input.written_ms = now_unix_ms;
  return input;
}

namespace {

StatusOr<report::ComparedModel> ModelOf(StudyView& view, const std::string& study,
                                        std::optional<int64_t> trial) {
  report::ComparedModel model;
  GF_ASSIGN_OR_RETURN(model.study, view.GetStudy(study));
  if (!trial) trial = model.study.best_trial;
  if (!trial) return FailedPrecondition("study '{}': no trial is completed", study);
  GF_ASSIGN_OR_RETURN(model.trial, view.GetTrial(study, *trial));
  model.validation_to_train_rows = ValidationToTrainRows(model.study);
  return model;
}

Status CheckComparison(const ReportRequest& request) {
  if (!request.trials.empty() && request.studies.size() > 1) {
    return InvalidArgument("--trials: expected one study, found {}", request.studies.size());
  }
  const size_t models = std::max(request.trials.size(), request.studies.size());
  if (models < 2 || models > report::kComparedMax) {
    return InvalidArgument("report: expected 2 to {} models to compare, found {}",
                           report::kComparedMax, models);
  }
  return absl::OkStatus();
}

StatusOr<std::string> ComparisonPage(StudyView& view, const ReportRequest& request,
                                     int64_t now_unix_ms) {
  GF_RETURN_IF_ERROR(CheckComparison(request));
  std::vector<report::ComparedModel> models;
  for (const int64_t trial : request.trials) {
    GF_ASSIGN_OR_RETURN(models.emplace_back(), ModelOf(view, request.studies[0], trial));
  }
  if (request.trials.empty()) {
    for (const std::string& study : request.studies) {
      GF_ASSIGN_OR_RETURN(models.emplace_back(), ModelOf(view, study, std::nullopt));
    }
  }
  return report::ComparisonReport(models, GRIDFOLD_VERSION, now_unix_ms);
}

StatusOr<std::string> PageOf(StudyView& view, const ReportRequest& request, int64_t now_unix_ms) {
  if (request.studies.size() > 1 || !request.trials.empty()) {
    return ComparisonPage(view, request, now_unix_ms);
  }
  GF_ASSIGN_OR_RETURN(const report::ReportInput input,
                      GatherReport(view, request.studies.at(0), now_unix_ms));
  return report::StudyReport(input);
}

}  // namespace

Status WriteReport(StudyView& view, const ReportRequest& request, int64_t now_unix_ms,
                   Console& console) {
  GF_ASSIGN_OR_RETURN(const std::string page, PageOf(view, request, now_unix_ms));
  GF_RETURN_IF_ERROR(WriteFileAtomically(request.path, page));
  console.err << "report: " << SafeText(request.path) << " ("
              << FormatBytes(static_cast<double>(page.size())) << ")\n";
  return absl::OkStatus();
}

}  // namespace gridfold
