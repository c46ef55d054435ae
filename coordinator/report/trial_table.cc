#include "coordinator/report/trial_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/units.h"
#include "common/spec/format.h"
#include "coordinator/report/markup.h"

namespace gridfold::report {
namespace {

// More folds than these make a table too wide to read.
constexpr int kFoldColumnsMax = 10;

struct Columns {
  int folds = 0;
  bool train = false, reason = false;
};

std::string Cell(std::optional<double> number, const std::string& text) {
  if (!number) return "<td>-</td>";
  return fmt::format("<td data-v=\"{}\">{}</td>", ExactText(*number), Escaped(text));
}

std::string ValueCell(const TrialSummary& trial, const std::string& name) {
  const auto found = trial.parameters.find(name);
  if (found == trial.parameters.end()) return "<td>-</td>";
  double number = 0;
  if (ToNumber(found->second, number)) return Cell(number, FormatValue(found->second));
  return Element("td", FormatValue(found->second));
}

std::string HeadRow(const StudySummary& study, const Columns& columns) {
  std::string row = Element("th", "rank") + Element("th", "≈") + Element("th", "trial") +
                    Element("th", study.metric) + Element("th", "std error");
  if (columns.train) row += Element("th", "on training rows");
  for (const std::string& name : study.parameter_names) row += Element("th", name);
  for (int fold = 0; fold < columns.folds; ++fold)
    row += Element("th", fmt::format("fold {}", fold));
  row += Element("th", "fit") + Element("th", "score") + Element("th", "state", "text");
  if (columns.reason) row += Element("th", "reason", "text");
  return "<thead><tr>" + row + "</tr></thead>\n";
}

std::string Row(const StudySummary& study, const TrialSummary& trial, const Columns& columns,
                bool is_first, bool alike) {
  std::string row = is_first ? "<tr class=\"first\">" : "<tr>";
  row += Element("td", trial.rank ? fmt::format("{}", *trial.rank) : "-");
  row += Element("td", alike ? "≈" : "") + Element("td", fmt::format("{}", trial.number));
  row += Cell(trial.mean_score, FormatScore(trial.mean_score));
  row += Cell(trial.std_error, FormatScore(trial.std_error));
  if (columns.train) row += Cell(trial.mean_train_score, FormatScore(trial.mean_train_score));
  for (const std::string& name : study.parameter_names) row += ValueCell(trial, name);
  for (size_t k = 0; k < static_cast<size_t>(columns.folds); ++k) {
    const auto score = k < trial.fold_scores.size() ? trial.fold_scores[k] : std::nullopt;
    row += Cell(score, FormatScore(score));
  }
  row += Cell(trial.mean_fit_seconds, FormatSeconds(trial.mean_fit_seconds));
  row += Cell(trial.mean_score_seconds, FormatSeconds(trial.mean_score_seconds));
  row += Element("td", Name(trial.state), "text");
  if (columns.reason) row += Element("td", trial.reason, "long");
  return row + "</tr>\n";
}

std::string CountText(const ReportInput& input, size_t rows) {
  const size_t all = input.trials.size() + static_cast<size_t>(input.trials_left_out);
  std::string text =
      rows < all ? fmt::format("{} of {} trials", rows, all) : Counted(rows, "trial");
  if (rows < all)
    text += ", the best first; the others are left out here (gridfold export has all)";
  text +=
      ". ≈: not distinguishable from the first. A click on a heading sorts. Fit and score are "
      "the mean times of a fold.";
  return Element("p", text, "soft") + "\n";
}

}  // namespace

std::string TrialTableSection(const ReportInput& input, const Findings& findings) {
  std::vector<const TrialSummary*> rows;
  for (const TrialSummary& trial : input.ranked) rows.push_back(&trial);
  for (const TrialSummary& trial : input.trials) {
    if (!trial.rank) rows.push_back(&trial);
  }
  if (rows.empty()) return "";
  if (rows.size() > kTableRowsMax) rows.resize(kTableRowsMax);
  const StudySummary& study = input.study;
  Columns columns;
  if (study.splits > 1 && study.splits <= kFoldColumnsMax) columns.folds = study.splits;
  for (const TrialSummary* trial : rows) {
    columns.train = columns.train || trial->mean_train_score;
    columns.reason = columns.reason || !trial->reason.empty();
  }
  std::string body;
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool alike = i < findings.like_first.size() && findings.like_first[i];
    body += Row(study, *rows[i], columns, i == 0 && rows[i]->rank, alike);
  }
  return CountText(input, rows.size()) + "<div class=\"scroll tall\"><table class=\"sortable\">\n" +
         HeadRow(study, columns) + "<tbody>\n" + body + "</tbody></table></div>\n";
}

}  // namespace gridfold::report
