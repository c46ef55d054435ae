#include "coordinator/report/comparison_report.h"

#include <fmt/format.h>

#include "common/base/check.h"
#include "common/base/units.h"
#include "common/spec/format.h"
#include "coordinator/rank/compare.h"
#include "coordinator/report/bar_chart.h"
#include "coordinator/report/class_scores.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"

namespace gridfold::report {
namespace {

constexpr size_t kClassesMax = 60;

std::string NameOf(const ComparedModel& model) {
  return fmt::format("{} trial {}", model.study.name, model.trial.summary.number);
}

std::string DifferenceText(const ComparedModel& first, const ComparedModel& other) {
  if (&first == &other) return "";
  if (first.study.name != other.study.name) return "other study, not tested";
  const auto p =
      CompareTrials(first.trial.summary, other.trial.summary, first.validation_to_train_rows);
  return p ? fmt::format("p = {:.3g}", *p) : "cannot be tested";
}

std::string ModelTable(const std::vector<ComparedModel>& models) {
  std::string rows;
  for (const ComparedModel& model : models) {
    const TrialSummary& trial = model.trial.summary;
    rows +=
        "<tr>" + Element("td", NameOf(model), "text") + Element("td", model.study.metric, "text") +
        Element("td", FormatScore(trial.mean_score)) + Element("td", FormatScore(trial.std_error)) +
        Element("td", DifferenceText(models[0], model), "text") +
        Element("td", FormatSeconds(trial.mean_fit_seconds)) +
        Element("td", FormatPoint(trial.parameters), "long") + "</tr>\n";
  }
  return "<div class=\"scroll\"><table><thead><tr>" + Element("th", "model", "text") +
         Element("th", "metric", "text") + Element("th", "mean") + Element("th", "std error") +
         Element("th", "same as the first?", "text") + Element("th", "fit") +
         Element("th", "parameters", "text") + "</tr></thead>\n<tbody>\n" + rows +
         "</tbody></table></div>\n" +
         Element("p",
                 "p: corrected paired t-test over the folds; below 0.05 the difference is real.",
                 "soft") +
         "\n";
}

struct ClassBars {
  BarChart precision, recall;
};

void AddModel(const ComparedModel& model, const std::vector<std::string>& classes, size_t colour,
              ClassBars& bars) {
  const std::vector<int64_t> counts = SumConfusion(model.trial.cells, classes.size());
  if (counts.empty()) return;
  BarSeries precision{NameOf(model), fmt::format("s{}", colour), {}};
  BarSeries recall = precision;
  for (const ClassScore& score : ScoreClasses(counts, classes.size())) {
    precision.values.push_back(score.precision);
    recall.values.push_back(score.recall);
  }
  bars.precision.series.push_back(precision);
  bars.recall.series.push_back(recall);
}

std::string ClassCharts(const std::vector<ComparedModel>& models) {
  const std::vector<std::string> classes = ClassNames(models[0].study, models[0].trial.cells);
  if (classes.size() > kClassesMax) return "";
  ClassBars bars;
  bars.precision.text = {.title = "Precision of each class", .x_title = "class", .width = 640};
  bars.recall.text = {.title = "Recall of each class", .x_title = "class", .width = 640};
  bars.precision.groups = bars.recall.groups = classes;
  for (size_t i = 0; i < models.size(); ++i) {
    if (ClassNames(models[i].study, models[i].trial.cells) != classes) continue;
    AddModel(models[i], classes, i, bars);
  }
  return Charts(Draw(bars.precision) + Draw(bars.recall));
}

}  // namespace

std::string ComparisonReport(const std::vector<ComparedModel>& models, const std::string& version,
                             int64_t written_ms) {
  GF_CHECK(models.size() >= 2 && models.size() <= kComparedMax);
  std::string names;
  for (const ComparedModel& model : models) names += (names.empty() ? "" : ", ") + NameOf(model);
  Page page("Comparison", names);
  page.AddSection("models", "Models", ModelTable(models));
  page.AddSection("classes", "Classes", ClassCharts(models));
  return page.Finish(
      fmt::format("Written by gridfold {} on {} UTC.", version, FormatUnixMs(written_ms)));
}

}  // namespace gridfold::report
