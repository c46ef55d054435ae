#include "client/study_pages.h"

#include <cmath>
#include <set>

#include "client/export.h"
#include "client/json.h"
#include "client/leaderboard.h"
#include "client/progress.h"
#include "client/refit_text.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/units.h"

namespace gridfold {
namespace {

using Align = TextTable::Align;

// So many of the best are compared with the first; others are worse than these.
constexpr int64_t kComparedMax = 1'000;

std::string TrialsText(const StudySummary& study) {
  const int64_t final = study.trials_completed + study.trials_failed + study.trials_infeasible +
                        study.trials_cancelled + study.trials_pruned;
  const bool bounded = study.trials_total > 0 && std::isfinite(study.trials_total);
  return fmt::format("{}/{}", final, bounded ? FormatCount(study.trials_total) : "?");
}

std::string TrialStatesText(const StudySummary& study) {
  std::string text;
  const auto add = [&](TrialState state, int64_t count) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, Name(state));
  };
  add(TrialState::kWaiting, study.trials_waiting);
  add(TrialState::kRunning, study.trials_running);
  add(TrialState::kCompleted, study.trials_completed);
  add(TrialState::kPruned, study.trials_pruned);
  add(TrialState::kFailed, study.trials_failed);
  add(TrialState::kInfeasible, study.trials_infeasible);
  add(TrialState::kCancelled, study.trials_cancelled);
  return text;
}

// As of the study's whole life: the average over pauses too, but the best a snapshot can say.
std::optional<double> SecondsLeftAt(const StudySummary& study, int64_t now_unix_ms) {
  if (study.state != StudyState::kActive || !study.started_ms) return std::nullopt;
  return SecondsLeft(study, static_cast<double>(study.cells_done),
                     static_cast<double>(now_unix_ms - *study.started_ms) / 1e3);
}

void AddTimes(const StudySummary& study, int64_t now_unix_ms, Facts& facts) {
  facts.Add("created", FormatUnixMs(study.created_ms) + " UTC");
  if (study.started_ms) {
    const int64_t end_ms = study.finished_ms.value_or(now_unix_ms);
    facts.Add("started",
              fmt::format("{} UTC, {} {}", FormatUnixMs(*study.started_ms),
                          study.finished_ms ? "lasted" : "for",
                          FormatDuration(static_cast<double>(end_ms - *study.started_ms) / 1e3)));
  }
  if (study.finished_ms) facts.Add("finished", FormatUnixMs(*study.finished_ms) + " UTC");
}

std::set<int64_t> LikeFirst(const Leaderboard& board) {
  std::set<int64_t> numbers;
  for (size_t i = 0; i < board.trials.size(); ++i) {
    if (board.like_first[i]) numbers.insert(board.trials[i].number);
  }
  return numbers;
}

}  // namespace

Status PrintStudies(StudyView& view, const std::string& format, Console& console) {
  GF_ASSIGN_OR_RETURN(const std::vector<StudySummary> studies, view.ListStudies());
  if (format == "json") {
    Json list = Json::array();
    for (const StudySummary& study : studies) list.push_back(JsonOf(study));
    console.out << Dump(list);
    return absl::OkStatus();
  }
  TextTable table;
  for (const char* title : {"study", "state", "model", "data set"}) {
    table.AddColumn(title, Align::kLeft);
  }
  for (const char* title : {"trials", "best"}) table.AddColumn(title, Align::kRight);
  table.AddColumn("metric", Align::kLeft);
  table.AddColumn("created (UTC)", Align::kLeft);
  for (const StudySummary& study : studies) {
    table.AddRow({study.name, std::string(Name(study.state)), study.model, study.dataset,
                  TrialsText(study), FormatScore(study.best_score), study.metric,
                  FormatUnixMs(study.created_ms)});
  }
  console.out << (table.empty() ? "no studies\n" : table.Text(console.colours));
  return absl::OkStatus();
}

Status PrintStatus(StudyView& view, const std::string& name, const std::string& format,
                   int64_t now_unix_ms, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  if (format == "json") {
    console.out << Dump(JsonOf(study));
    return absl::OkStatus();
  }
  Facts facts;
  facts.Add("study", study.name);
  facts.Add("state", std::string(Name(study.state)));
  facts.Add("reason", study.reason);
  facts.Add("model", study.model);
  facts.Add("data set", study.dataset);
  facts.Add("search", fmt::format("{}, {} splits, {} {}", study.algorithm, study.splits,
                                  study.maximize ? "maximize" : "minimize", study.metric));
  facts.Add("progress", ProgressText(study, SecondsLeftAt(study, now_unix_ms), 0));
  facts.Add("trials", TrialStatesText(study));
  if (study.duplicates_merged > 0) {
    facts.Add("duplicates", fmt::format("{} merged", study.duplicates_merged));
  }
  if (study.best_trial) {
    facts.Add("best",
              fmt::format("trial {}: {} {} ({})", *study.best_trial, study.metric,
                          FormatScore(study.best_score), FormatPoint(study.best_parameters)));
  }
  AddTimes(study, now_unix_ms, facts);
  console.out << facts.Text() << RefitText(study, "");
  return absl::OkStatus();
}

Status PrintTrials(StudyView& view, const std::string& name, const TrialRequest& request,
                   const std::string& format, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  GF_ASSIGN_OR_RETURN(const std::vector<TrialSummary> trials, view.ListTrials(name, request));
  if (format == "json") {
    Json list = Json::array();
    for (const TrialSummary& trial : trials) list.push_back(JsonOf(trial));
    console.out << Dump(list);
    return absl::OkStatus();
  }
  if (format == "csv") {
    console.out << CsvText(CvResults(study, trials));
    return absl::OkStatus();
  }
  TextTable table;
  table.AddColumn("trial", Align::kRight);
  table.AddColumn("state", Align::kLeft);
  for (const std::string& title : {study.metric, std::string("std error"), std::string("rank"),
                                   std::string("≈"), std::string("fit")}) {
    table.AddColumn(title, Align::kRight);
  }
  GF_ASSIGN_OR_RETURN(const Leaderboard board, LoadLeaderboard(view, name, kComparedMax));
  const std::set<int64_t> like_first = LikeFirst(board);
  const std::vector<std::string> goals = GoalNames(trials);
  for (const std::string& title : goals) table.AddColumn(title, Align::kRight);
  for (const std::string& title : study.parameter_names) table.AddColumn(title, Align::kRight);
  table.AddColumn("reason", Align::kLeft);
  for (const TrialSummary& trial : trials) {
    std::vector<std::string> cells = {fmt::format("{}", trial.number),
                                      std::string(gridfold::Name(trial.state)),
                                      FormatScore(trial.mean_score),
                                      FormatScore(trial.std_error),
                                      trial.rank ? fmt::format("{}", *trial.rank) : "-",
                                      like_first.contains(trial.number) ? "≈" : "",
                                      FormatSeconds(trial.mean_fit_seconds)};
    for (const std::string& goal : goals) {
      const auto found = trial.goals.find(goal);
      cells.push_back(found == trial.goals.end() ? "-" : FormatScore(found->second));
    }
    for (const std::string& parameter : study.parameter_names) {
      const auto found = trial.parameters.find(parameter);
      cells.push_back(found == trial.parameters.end() ? "-" : FormatValue(found->second));
    }
    cells.push_back(trial.violation > 0 ? "breaks a constraint" : trial.reason);
    table.AddRow(cells);
  }
  console.out << (table.empty() ? "no trials\n" : table.Text(console.colours));
  return absl::OkStatus();
}

}  // namespace gridfold
