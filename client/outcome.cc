#include "client/outcome.h"

#include <algorithm>
#include <cmath>

#include "client/table.h"
#include "client/text.h"
#include "common/metric/class_counts.h"
#include "common/metric/classification_report.h"
#include "common/metric/precision_recall.h"
#include "common/metric/roc.h"
#include "coordinator/report/confusion_chart.h"
#include "coordinator/report/line_chart.h"

namespace gridfold {
namespace {

// Five colours, as lines and as thin ones.
constexpr size_t kColours = 5, kCurvesMax = 2 * kColours;

ScoredRows RowsOf(const Outcome& outcome) {
  return {outcome.probabilities, outcome.actual, static_cast<int32_t>(outcome.classes.size())};
}

ConfusionMatrix ConfusionOf(const Outcome& outcome) {
  return ConfusionMatrix::Of(outcome.actual, outcome.predicted,
                             static_cast<int32_t>(outcome.classes.size()));
}

std::string ShareText(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.4f}", share);
}

std::vector<std::string> RowOf(const std::string& name, const ClassCounts& counts) {
  std::vector<std::string> row = {name};
  for (const int64_t count : {counts.Support(), counts.true_positives, counts.false_positives,
                              counts.false_negatives, counts.true_negatives}) {
    row.push_back(fmt::format("{}", count));
  }
  for (const double share :
       {counts.Precision(), counts.Recall(), counts.Specificity(), counts.F1()}) {
    row.push_back(ShareText(share));
  }
  return row;
}

// A curve of class `column`: y over x.
using CurveOf = std::vector<report::Spot> (*)(const ScoredRows& rows, int32_t column);

std::vector<report::Spot> Spots(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<report::Spot> spots;
  for (size_t i = 0; i < x.size(); ++i) spots.push_back({x[i], y[i]});
  return spots;
}

std::vector<report::Spot> RocSpots(const ScoredRows& rows, int32_t column) {
  const RocCurve curve = MakeRocCurve(rows, column);
  return Spots(curve.false_positive_rate, curve.true_positive_rate);
}

// From recall 0 upwards.
std::vector<report::Spot> PrecisionRecallSpots(const ScoredRows& rows, int32_t column) {
  const PrecisionRecallCurve curve = MakePrecisionRecallCurve(rows, column);
  std::vector<report::Spot> spots = Spots(curve.recall, curve.precision);
  std::ranges::reverse(spots);
  return spots;
}

std::string DrawCurves(const Outcome& outcome, report::PlotText text, CurveOf curve_of) {
  text.width = 480;
  text.height = 320;
  report::LineChart chart{std::move(text), {}, {}};
  for (size_t c = 0; c < std::min(outcome.classes.size(), kCurvesMax); ++c) {
    const bool thin = c >= kColours;
    const std::string colour = fmt::format("s{}", c % kColours);
    chart.series.push_back(
        {outcome.classes[c], curve_of(RowsOf(outcome), static_cast<int32_t>(c)), colour, thin});
    chart.legend.push_back(
        {outcome.classes[c], colour, thin ? report::Sample::kThinLine : report::Sample::kLine});
  }
  return report::Draw(chart);
}

}  // namespace

StatusOr<std::string> OutcomeText(const Outcome& outcome, bool colours) {
  const bool scored = !outcome.probabilities.empty();
  if (scored) GF_RETURN_IF_ERROR(CheckProbabilities(RowsOf(outcome)));
  const ConfusionMatrix confusion = ConfusionOf(outcome);
  const std::vector<ClassCounts> counts = CountClasses(confusion);
  TextTable table;
  table.AddColumn("class", TextTable::Align::kLeft);
  for (const char* title :
       {"rows", "TP", "FP", "FN", "TN", "precision", "recall", "specificity", "F1"}) {
    table.AddColumn(title, TextTable::Align::kRight);
  }
  if (scored) {
    table.AddColumn("ROC area", TextTable::Align::kRight);
    table.AddColumn("average precision", TextTable::Align::kRight);
  }
  std::vector<std::string> names;
  for (size_t c = 0; c < counts.size(); ++c) {
    names.push_back(SafeText(outcome.classes[c]));
    if (!counts[c].Occurs()) continue;
    std::vector<std::string> row = RowOf(outcome.classes[c], counts[c]);
    if (scored) {
      row.push_back(ShareText(RocAuc(RowsOf(outcome), static_cast<int32_t>(c))));
      row.push_back(ShareText(AveragePrecision(RowsOf(outcome), static_cast<int32_t>(c))));
    }
    table.AddRow(row);
  }
  return table.Text(colours) + "\n" + ClassificationReport(confusion, names, 4);
}

Status AddOutcomeCharts(const Outcome& outcome, const std::string& name, PictureFolder& folder) {
  const ConfusionMatrix confusion = ConfusionOf(outcome);
  const std::vector<int64_t> counts(confusion.counts().begin(), confusion.counts().end());
  GF_RETURN_IF_ERROR(folder.AddChart(
      "confusion", report::DrawConfusion(counts, outcome.classes, name), "confusion matrix"));
  if (outcome.probabilities.empty()) return absl::OkStatus();
  GF_RETURN_IF_ERROR(CheckProbabilities(RowsOf(outcome)));
  GF_RETURN_IF_ERROR(folder.AddChart("roc",
                                     DrawCurves(outcome,
                                                {.title = "ROC, each class against the rest",
                                                 .x_title = "false positive rate",
                                                 .y_title = "true positive rate"},
                                                RocSpots),
                                     "receiver operating characteristic of each class"));
  return folder.AddChart("precision-recall",
                         DrawCurves(outcome,
                                    {.title = "Precision over recall, each class against the rest",
                                     .x_title = "recall",
                                     .y_title = "precision"},
                                    PrecisionRecallSpots),
                         "precision over recall of each class");
}

}  // namespace gridfold
