#include "coordinator/report/curve_section.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "common/spec/format.h"
#include "coordinator/report/findings.h"
#include "coordinator/report/line_chart.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"

namespace gridfold::report {
namespace {

constexpr size_t kTrialsMax = 3;
constexpr size_t kChartsMax = 8;  // of one trial
constexpr int kFoldsMax = 10;
constexpr std::string_view kValidation = "val_";

// What the training does rather than what it reaches.
bool IsAboutTraining(const std::string& metric) {
  return metric == "learning_rate" || metric == "seconds" || metric == "images_per_second";
}

using EpochValues = std::map<int64_t, double>;
using FoldCurves = std::map<int, EpochValues>;
// The curves of one metric and of its val_ sister.
struct MetricCurves {
  FoldCurves train, validation;
};

std::map<std::string, MetricCurves> CurvesOf(const TrialDetail& detail) {
  std::map<std::string, MetricCurves> curves;
  for (const TrialCurvePoint& point : detail.curves) {
    if (point.fold < 0 || IsAboutTraining(point.point.metric)) continue;
    const bool validation = point.point.metric.starts_with(kValidation);
    const std::string name =
        validation ? point.point.metric.substr(kValidation.size()) : point.point.metric;
    MetricCurves& metric = curves[name];
    (validation ? metric.validation : metric.train)[point.fold][point.point.epoch] =
        point.point.value;
  }
  return curves;
}

LineSeries SeriesOf(const EpochValues& values, std::string name, std::string colour, bool thin) {
  LineSeries series{std::move(name), {}, std::move(colour), thin};
  for (const auto& [epoch, value] : values) {
    series.spots.push_back({static_cast<double>(epoch), value});
  }
  return series;
}

// Over the folds that reached the epoch: training may have stopped early in some.
EpochValues MeanOf(const FoldCurves& folds) {
  std::map<int64_t, std::pair<double, int>> sums;
  for (const auto& [fold, values] : folds) {
    for (const auto& [epoch, value] : values) {
      if (!std::isfinite(value)) continue;
      sums[epoch].first += value;
      ++sums[epoch].second;
    }
  }
  EpochValues means;
  for (const auto& [epoch, sum] : sums) means[epoch] = sum.first / sum.second;
  return means;
}

void AddCurves(const FoldCurves& folds, const std::string& name, const std::string& colour,
               LineChart& chart) {
  if (folds.empty()) return;
  int shown = 0;
  for (const auto& [fold, values] : folds) {
    if (folds.size() == 1 || shown++ >= kFoldsMax) break;
    chart.series.push_back(SeriesOf(values, fmt::format("{}, fold {}", name, fold), colour, true));
  }
  chart.series.push_back(
      SeriesOf(MeanOf(folds), folds.size() == 1 ? name : name + ", mean", colour, false));
  chart.legend.push_back({name, colour, Sample::kLine});
}

std::string TrialCharts(const TrialDetail& detail) {
  std::string figures;
  size_t count = 0;
  for (const auto& [name, curves] : CurvesOf(detail)) {
    if (count++ == kChartsMax) break;
    LineChart chart;
    chart.text = {.title = fmt::format("Trial {}: {}", detail.summary.number, name),
                  .x_title = "epoch",
                  .y_title = name};
    AddCurves(curves.train, "training", "s0", chart);
    AddCurves(curves.validation, "validation", "s1", chart);
    figures += Draw(chart);
  }
  return figures;
}

}  // namespace

std::string CurveSection(const ReportInput& input) {
  std::string html;
  size_t count = 0;
  for (const TrialSummary& trial : input.ranked) {
    if (count == kTrialsMax) break;
    const TrialDetail* detail = DetailOf(input, trial.number);
    if (detail == nullptr) continue;
    const std::string figures = TrialCharts(*detail);
    if (figures.empty()) continue;
    ++count;
    html +=
        Element("h3", fmt::format("Trial {}, {} {}: {}", trial.number, input.study.metric,
                                  FormatScore(trial.mean_score), FormatPoint(trial.parameters))) +
        "\n" + Charts(figures);
  }
  if (html.empty()) return "";
  return Element("p", "Thin lines are folds, bold ones their mean.", "soft") + "\n" + html;
}

}  // namespace gridfold::report
