#include "client/leaderboard.h"

#include <set>

#include "client/export.h"
#include "client/json.h"
#include "client/table.h"
#include "client/text.h"
#include "coordinator/rank/compare.h"
#include "coordinator/report/study_spec.h"

namespace gridfold {
namespace {

// More folds than these make a table too wide to read.
constexpr int kFoldColumnsMax = 5;

TextTable MakeTable(const Leaderboard& board, bool folds) {
  const StudySummary& study = board.study;
  TextTable table;
  table.AddColumn("rank", TextTable::Align::kRight);
  table.AddColumn("≈", TextTable::Align::kLeft);
  table.AddColumn("trial", TextTable::Align::kRight);
  table.AddColumn(study.metric, TextTable::Align::kRight);
  table.AddColumn("std error", TextTable::Align::kRight);
  for (const std::string& name : GoalNames(board.trials))
    table.AddColumn(name, TextTable::Align::kRight);
  for (const std::string& name : study.parameter_names) {
    table.AddColumn(name, TextTable::Align::kRight);
  }
  for (int fold = 0; folds && fold < study.splits; ++fold) {
    table.AddColumn(fmt::format("fold {}", fold), TextTable::Align::kRight);
  }
  return table;
}

std::vector<std::string> RowOf(const Leaderboard& board, size_t row, bool folds) {
  const TrialSummary& trial = board.trials[row];
  std::vector<std::string> cells = {
      trial.rank ? fmt::format("{}", *trial.rank) : "-", board.like_first[row] ? "≈" : "",
      fmt::format("{}", trial.number), FormatScore(trial.mean_score), FormatScore(trial.std_error)};
  for (const std::string& name : GoalNames(board.trials)) {
    const auto found = trial.goals.find(name);
    cells.push_back(found == trial.goals.end() ? "-" : FormatScore(found->second));
  }
  for (const std::string& name : board.study.parameter_names) {
    const auto found = trial.parameters.find(name);
    cells.push_back(found == trial.parameters.end() ? "-" : FormatValue(found->second));
  }
  for (size_t k = 0; folds && k < static_cast<size_t>(board.study.splits); ++k) {
    cells.push_back(
        FormatScore(k < trial.fold_scores.size() ? trial.fold_scores[k] : std::nullopt));
  }
  return cells;
}

void PrintTable(const Leaderboard& board, Console& console) {
  if (board.trials.empty()) {
    console.out << (board.unmet.empty() ? "no trial is completed yet" : SafeText(board.unmet))
                << "\n";
    return;
  }
  const bool folds = board.study.splits > 1 && board.study.splits <= kFoldColumnsMax;
  TextTable table = MakeTable(board, folds);
  for (size_t row = 0; row < board.trials.size(); ++row) table.AddRow(RowOf(board, row, folds));
  console.out << table.Text(console.colours);
  if (board.is_front) {
    console.out << "the front: no trial is as good in every goal and better in one\n";
  }
  if (board.study.splits > 1) {
    console.out << "≈ not distinguishable from the first (corrected paired t-test, level 0.05)\n";
  }
  if (board.simplest) console.out << report::SimplestText(*board.simplest) << "\n";
}

Json BoardJson(const Leaderboard& board) {
  Json json = JsonOf(board.study);
  json["leaderboard"] = Json::array();
  for (size_t row = 0; row < board.trials.size(); ++row) {
    Json entry = JsonOf(board.trials[row]);
    entry["like_first"] = static_cast<bool>(board.like_first[row]);
    json["leaderboard"].push_back(std::move(entry));
  }
  json["is_front"] = board.is_front;
  if (board.simplest) {
    json["simplest"] = {{"trial", board.simplest->trial},
                        {"measure", board.simplest->measure},
                        {"value", JsonOf(std::optional(board.simplest->value))},
                        {"best_value", JsonOf(std::optional(board.simplest->best_value))}};
  }
  return json;
}

}  // namespace

std::vector<std::string> GoalNames(const std::vector<TrialSummary>& trials) {
  std::set<std::string> names;
  for (const TrialSummary& trial : trials) {
    for (const auto& [name, value] : trial.goals) names.insert(name);
  }
  return {names.begin(), names.end()};
}

double ValidationToTrainRows(const StudySummary& study) {
  const StatusOr<StudySpec> spec = report::SpecOf(study);
  const int folds = spec.ok() ? spec->cv.folds : study.splits;
  return folds > 1 ? 1.0 / (folds - 1) : 0;
}

StatusOr<Leaderboard> LoadLeaderboard(StudyView& view, const std::string& study, int64_t top) {
  Leaderboard board;
  GF_ASSIGN_OR_RETURN(board.study, view.GetStudy(study));
  GF_ASSIGN_OR_RETURN(board.trials, view.ListTrials(study, {TrialOrder::kRank, "", top}));
  board.like_first = NotDistinguishableFromFirst(board.trials, ValidationToTrainRows(board.study));
  board.like_first.resize(board.trials.size());
  return board;
}

Status PrintLeaderboard(const Leaderboard& board, const std::string& format, Console& console) {
  if (format == "json") {
    console.out << Dump(BoardJson(board));
  } else if (format == "csv") {
    console.out << CsvText(CvResults(board.study, board.trials));
  } else if (format == "value") {
    if (board.trials.empty() || !board.trials[0].mean_score) {
      return FailedPrecondition("study '{}': no trial is completed", board.study.name);
    }
    console.out << ToText(Value(*board.trials[0].mean_score)) << "\n";
  } else {
    PrintTable(board, console);
  }
  return absl::OkStatus();
}

}  // namespace gridfold
