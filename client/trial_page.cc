#include "client/trial_page.h"

#include <map>
#include <optional>
#include <set>

#include "client/json.h"
#include "client/refit_text.h"
#include "client/table.h"
#include "client/text.h"
#include "client/trial_pictures.h"
#include "common/base/units.h"
#include "common/metric/classification_report.h"
#include "coordinator/report/class_scores.h"

namespace gridfold {
namespace {

using Align = TextTable::Align;

std::string SummaryText(const StudySummary& study, const TrialSummary& trial) {
  Facts facts;
  facts.Add("study", study.name);
  facts.Add("trial", fmt::format("{}", trial.number));
  facts.Add("state", std::string(Name(trial.state)));
  facts.Add("reason", trial.reason);
  for (const auto& [name, value] : trial.parameters) facts.Add("  " + name, FormatValue(value));
  if (trial.mean_score) {
    facts.Add(study.metric,
              fmt::format("{} (std error {}, std {})", FormatScore(trial.mean_score),
                          FormatScore(trial.std_error), FormatScore(trial.std_score)));
  }
  if (trial.mean_train_score) facts.Add("on training rows", FormatScore(trial.mean_train_score));
  if (trial.rank) facts.Add("rank", fmt::format("{}", *trial.rank));
  return facts.Text();
}

std::string FoldsText(std::span<const CellResult> cells, bool colours) {
  if (cells.empty()) return "";
  std::set<std::string> metrics;
  for (const CellResult& cell : cells) {
    for (const auto& [name, value] : cell.metrics) metrics.insert(name);
  }
  TextTable table;
  table.AddColumn("fold", Align::kRight);
  table.AddColumn("state", Align::kLeft);
  for (const char* title : {"test", "train", "fit", "score"}) table.AddColumn(title, Align::kRight);
  for (const std::string& name : metrics) table.AddColumn(name, Align::kRight);
  table.AddColumn("reason", Align::kLeft);
  for (const CellResult& cell : cells) {
    const bool scored = cell.state == CellState::kCompleted;
    std::vector<std::string> row = {fmt::format("{}", cell.fold),
                                    std::string(Name(cell.state)),
                                    scored ? FormatScore(cell.test_score) : "-",
                                    FormatScore(cell.train_score),
                                    FormatDuration(cell.fit_seconds),
                                    FormatDuration(cell.score_seconds)};
    for (const std::string& name : metrics) {
      const auto found = cell.metrics.find(name);
      row.push_back(found == cell.metrics.end() ? "-" : fmt::format("{:.6g}", found->second));
    }
    row.push_back(cell.reason);
    table.AddRow(row);
  }
  return "\n" + table.Text(colours);
}

// A loss is best where it is least, any other metric where it is greatest.
bool IsLoss(const std::string& metric) {
  return metric.size() >= 4 && metric.compare(metric.size() - 4, 4, "loss") == 0;
}

std::string PointText(const CurvePoint& point) {
  return fmt::format("{} ({})", FormatScore(point.value), point.epoch);
}

std::string CurvesText(std::span<const TrialCurvePoint> curves, bool colours) {
  if (curves.empty()) return "";
  std::map<std::pair<std::string, int>, std::map<int64_t, CurvePoint>> by_name;
  for (const TrialCurvePoint& curve : curves) {
    by_name[{curve.point.metric, curve.fold}][curve.point.epoch] = curve.point;
  }
  TextTable table;
  table.AddColumn("curve", Align::kLeft);
  for (const char* title : {"fold", "first (epoch)", "best (epoch)", "last (epoch)"}) {
    table.AddColumn(title, Align::kRight);
  }
  for (const auto& [key, points] : by_name) {
    const CurvePoint* best = &points.begin()->second;
    for (const auto& [epoch, point] : points) {
      const bool better = IsLoss(key.first) ? point.value < best->value : point.value > best->value;
      if (better) best = &point;
    }
    table.AddRow({key.first, fmt::format("{}", key.second), PointText(points.begin()->second),
                  PointText(*best), PointText(points.rbegin()->second)});
  }
  return "\n" + table.Text(colours);
}

std::string ConfusionText(const std::vector<int64_t>& counts,
                          const std::vector<std::string>& classes, bool colours) {
  if (counts.empty()) return "";
  TextTable table;
  table.AddColumn("actual \\ predicted", Align::kLeft);
  for (const std::string& name : classes) table.AddColumn(name, Align::kRight);
  table.AddColumn("recall", Align::kRight);
  for (size_t actual = 0; actual < classes.size(); ++actual) {
    std::vector<std::string> row = {classes[actual]};
    int64_t total = 0;
    for (size_t predicted = 0; predicted < classes.size(); ++predicted) {
      const int64_t count = counts[actual * classes.size() + predicted];
      total += count;
      row.push_back(count == 0 ? "." : fmt::format("{}", count));
    }
    const int64_t right = counts[actual * classes.size() + actual];
    row.push_back(total == 0 ? "-"
                             : fmt::format("{:.4f}", static_cast<double>(right) /
                                                         static_cast<double>(total)));
    table.AddRow(row);
  }
  return "\n" + table.Text(colours);
}

std::string ReportText(const std::vector<int64_t>& counts,
                       const std::vector<std::string>& classes) {
  if (counts.empty()) return "";
  std::vector<std::string> names;
  for (const std::string& name : classes) names.push_back(SafeText(name));
  const ConfusionMatrix confusion(counts, static_cast<int32_t>(classes.size()));
  const std::string report = ClassificationReport(confusion, names);
  return report.empty() ? "" : "\n" + report;
}

std::string AttemptsText(std::span<const AttemptSummary> attempts, bool colours) {
  if (attempts.empty()) return "";
  TextTable table;
  for (const char* title : {"job", "attempt", "fold"}) table.AddColumn(title, Align::kRight);
  for (const char* title : {"worker", "started (UTC)"}) table.AddColumn(title, Align::kLeft);
  table.AddColumn("lasted", Align::kRight);
  for (const char* title : {"end", "message"}) table.AddColumn(title, Align::kLeft);
  for (const AttemptSummary& attempt : attempts) {
    std::optional<double> seconds;
    if (attempt.ended_ms) {
      seconds = static_cast<double>(*attempt.ended_ms - attempt.started_ms) / 1e3;
    }
    table.AddRow({fmt::format("{}", attempt.job), fmt::format("{}", attempt.attempt),
                  fmt::format("{}", attempt.fold), attempt.worker, FormatUnixMs(attempt.started_ms),
                  FormatSeconds(seconds), attempt.end ? std::string(Name(*attempt.end)) : "",
                  attempt.message});
  }
  return "\n" + table.Text(colours);
}

}  // namespace

Status PrintTrial(StudyView& view, const std::string& study, int64_t trial,
                  const std::string& format, const std::string& pictures, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary summary, view.GetStudy(study));
  GF_ASSIGN_OR_RETURN(const TrialDetail detail, view.GetTrial(study, trial));
  std::optional<PictureFolder> folder;
  if (!pictures.empty()) {
    GF_ASSIGN_OR_RETURN(folder, PictureFolder::Open(pictures));
    GF_RETURN_IF_ERROR(AddTrialPictures(view, summary, detail, *folder));
  }
  if (format == "json") {
    Json json = JsonOf(detail);
    json["class_names"] = summary.class_names;
    json["refit"] = nullptr;
    for (const RefitSummary& refit : summary.refits) {
      if (refit.trial == trial) json["refit"] = JsonOf(refit);
    }
    if (folder) json["pictures"] = folder->AsJson();
    console.out << Dump(json);
    return absl::OkStatus();
  }
  const bool colours = console.colours;
  const std::vector<std::string> classes = report::ClassNames(summary, detail.cells);
  const std::vector<int64_t> confusion = report::SumConfusion(detail.cells, classes.size());
  console.out << SummaryText(summary, detail.summary) << FoldsText(detail.cells, colours)
              << CurvesText(detail.curves, colours) << ConfusionText(confusion, classes, colours)
              << ReportText(confusion, classes) << RefitTable(summary, trial, colours)
              << AttemptsText(detail.attempts, colours);
  if (folder) console.out << "\n" << folder->Text();
  return absl::OkStatus();
}

}  // namespace gridfold
