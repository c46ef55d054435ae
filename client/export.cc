#include "client/export.h"

#include <algorithm>
#include <cmath>

#include "client/json.h"
#include "common/base/file.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

// Fills one column from each trial by `pick`, which returns an optional of a kind of Value.
template <typename Pick>
ResultColumn ColumnOf(std::string name, std::span<const TrialSummary> trials, Pick pick) {
  ResultColumn column{std::move(name), {}};
  column.cells.reserve(trials.size());
  for (const TrialSummary& trial : trials) {
    const auto value = pick(trial);
    // In place, as g++ 12 takes a temporary optional variant for uninitialised memory.
    column.cells.emplace_back();
    if (value) column.cells.back().emplace(*value);
  }
  return column;
}

std::optional<double> At(const std::vector<std::optional<double>>& scores, size_t fold) {
  return fold < scores.size() ? scores[fold] : std::nullopt;
}

// scikit-learn's std_train_score is over all splits, so a trial with some missing has none.
std::optional<double> TrainDeviation(const TrialSummary& trial) {
  std::vector<double> scores;
  for (const auto& score : trial.fold_train_scores) {
    if (!score) return std::nullopt;
    scores.push_back(*score);
  }
  if (scores.empty()) return std::nullopt;
  return AggregateScores(scores).std;
}

void AddTrainColumns(const StudySummary& study, std::span<const TrialSummary> trials,
                     std::vector<ResultColumn>& columns) {
  const bool any = std::any_of(trials.begin(), trials.end(), [](const TrialSummary& trial) {
    return trial.mean_train_score.has_value();
  });
  if (!any) return;
  for (size_t k = 0; k < static_cast<size_t>(study.splits); ++k) {
    columns.push_back(
        ColumnOf(fmt::format("split{}_train_score", k), trials,
                 [k](const TrialSummary& trial) { return At(trial.fold_train_scores, k); }));
  }
  columns.push_back(ColumnOf("mean_train_score", trials,
                             [](const TrialSummary& trial) { return trial.mean_train_score; }));
  columns.push_back(ColumnOf("std_train_score", trials, TrainDeviation));
}

bool LooksLikeFormula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

std::string CsvCell(const std::string& text) {
  const std::string plain = LooksLikeFormula(text) ? "'" + text : text;
  if (plain == text && plain.find_first_of(",\"\r\n ") == std::string::npos) return plain;
  std::string quoted = "\"";
  for (const char c : plain) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string CsvCell(const std::optional<Value>& value) {
  if (!value) return "";
  if (const auto* text = std::get_if<std::string>(&*value)) return CsvCell(*text);
  if (std::holds_alternative<IntList>(*value)) return CsvCell(ToText(*value));
  if (const auto* number = std::get_if<double>(&*value); number && !std::isfinite(*number)) {
    return std::isnan(*number) ? "nan" : *number > 0 ? "inf" : "-inf";
  }
  return ToText(*value);
}

}  // namespace

std::vector<ResultColumn> CvResults(const StudySummary& study,
                                    std::span<const TrialSummary> trials) {
  using Trial = TrialSummary;
  std::vector<ResultColumn> columns;
  const auto add = [&](std::string name, auto pick) {
    columns.push_back(ColumnOf(std::move(name), trials, pick));
  };
  add("trial", [](const Trial& trial) { return std::optional(trial.number); });
  add("state", [](const Trial& trial) { return std::optional(std::string(Name(trial.state))); });
  add("mean_fit_time", [](const Trial& trial) { return trial.mean_fit_seconds; });
  add("mean_score_time", [](const Trial& trial) { return trial.mean_score_seconds; });
  for (const std::string& name : study.parameter_names) {
    add("param_" + name, [&](const Trial& trial) {
      const auto found = trial.parameters.find(name);
      return found == trial.parameters.end() ? nullptr : &found->second;
    });
  }
  for (size_t k = 0; k < static_cast<size_t>(study.splits); ++k) {
    add(fmt::format("split{}_test_score", k),
        [k](const Trial& trial) { return At(trial.fold_scores, k); });
  }
  add("mean_test_score", [](const Trial& trial) { return trial.mean_score; });
  add("std_test_score", [](const Trial& trial) { return trial.std_score; });
  add("rank_test_score", [](const Trial& trial) { return trial.rank; });
  AddTrainColumns(study, trials, columns);
  return columns;
}

std::string CsvText(const std::vector<ResultColumn>& columns) {
  std::string text;
  for (size_t c = 0; c < columns.size(); ++c) {
    text += (c > 0 ? "," : "") + CsvCell(columns[c].name);
  }
  text += "\n";
  const size_t rows = columns.empty() ? 0 : columns[0].cells.size();
  for (size_t row = 0; row < rows; ++row) {
    for (size_t c = 0; c < columns.size(); ++c) {
      text += (c > 0 ? "," : "") + CsvCell(columns[c].cells[row]);
    }
    text += "\n";
  }
  return text;
}

std::string JsonText(const std::vector<ResultColumn>& columns) {
  Json object = Json::object();
  for (const ResultColumn& column : columns) {
    Json list = Json::array();
    for (const auto& cell : column.cells) list.push_back(cell ? JsonOf(*cell) : Json(nullptr));
    object[column.name] = std::move(list);
  }
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status ExportStudy(StudyView& view, const std::string& study, const std::string& format,
                   const std::string& path) {
  GF_ASSIGN_OR_RETURN(const StudySummary summary, view.GetStudy(study));
  GF_ASSIGN_OR_RETURN(const std::vector<TrialSummary> trials, view.ListTrials(study, {}));
  const std::vector<ResultColumn> columns = CvResults(summary, trials);
  return WriteFileAtomically(path, format == "csv" ? CsvText(columns) : JsonText(columns));
}

}  // namespace gridfold
