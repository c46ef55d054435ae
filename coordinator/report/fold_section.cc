#include "coordinator/report/fold_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/spec/format.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/parameter_column.h"
#include "coordinator/report/scatter_chart.h"

namespace gridfold::report {
namespace {

constexpr size_t kTrialsShown = 15;
constexpr size_t kDotsMax = 1500;

std::string StripChart(const ReportInput& input) {
  if (input.study.splits < 2) return "";
  ScatterChart chart;
  chart.text = {.title = fmt::format("Fold scores of the best {}",
                                     Counted(std::min(input.ranked.size(), kTrialsShown), "trial")),
                .x_title = "trial, best first",
                .y_title = input.study.metric};
  for (size_t i = 0; i < std::min(input.ranked.size(), kTrialsShown); ++i) {
    const TrialSummary& trial = input.ranked[i];
    const auto x = static_cast<double>(i);
    chart.categories.push_back(fmt::format("{}", trial.number));
    for (size_t fold = 0; fold < trial.fold_scores.size(); ++fold) {
      if (!trial.fold_scores[fold]) continue;
      chart.marks.push_back({.x = x,
                             .y = *trial.fold_scores[fold],
                             .faint = true,
                             .tooltip = fmt::format("trial {}, fold {}: {}", trial.number, fold,
                                                    FormatScore(trial.fold_scores[fold]))});
    }
    if (!trial.mean_score || !std::isfinite(*trial.mean_score)) continue;
    chart.lines.push_back(
        {.spots = {{x - 0.3, *trial.mean_score}, {x + 0.3, *trial.mean_score}}, .colour = "s1"});
  }
  chart.legend = {{"fold", "s0", Sample::kDot}, {"mean", "s1", Sample::kLine}};
  return Draw(chart);
}

// Equal scores, as far as both axes reach.
void AddDiagonal(const std::vector<double>& train, ScatterChart& chart) {
  double low = chart.marks[0].y, high = low;
  for (const Mark& mark : chart.marks) {
    low = std::min(low, mark.y);
    high = std::max(high, mark.y);
  }
  low = std::max(low, *std::min_element(train.begin(), train.end()));
  high = std::min(high, *std::max_element(train.begin(), train.end()));
  if (low < high) chart.lines.push_back({{{low, low}, {high, high}}, "mute", Sample::kDashes});
}

std::string OverfitChart(const ReportInput& input) {
  ScatterChart chart;
  chart.text = {.title = "Training against validation",
                .x_title = input.study.metric + " on training rows",
                .y_title = input.study.metric + " on validation rows"};
  const std::vector<ScoredTrial> trials = ScoredTrials(input.trials);
  const size_t stride = trials.size() / kDotsMax + 1;
  std::vector<double> train;
  for (size_t i = 0; i < trials.size(); i += stride) {
    const TrialSummary& trial = *trials[i].trial;
    if (!trial.mean_train_score || !std::isfinite(*trial.mean_train_score)) continue;
    train.push_back(*trial.mean_train_score);
    const bool best = !input.ranked.empty() && trial.number == input.ranked[0].number;
    chart.marks.push_back(
        {.x = *trial.mean_train_score,
         .y = trials[i].score,
         .colour = best ? "s1" : "s0",
         .faint = !best,
         .tooltip = fmt::format("trial {}: train {}, validation {} ({})", trial.number,
                                FormatScore(trial.mean_train_score), FormatScore(trials[i].score),
                                FormatPoint(trial.parameters))});
  }
  if (train.empty()) return "";
  AddDiagonal(train, chart);
  chart.legend = {{"trial", "s0", Sample::kDot},
                  {"best", "s1", Sample::kDot},
                  {"no overfitting: equal scores", "mute", Sample::kDashes}};
  return Draw(chart);
}

}  // namespace

std::string FoldSection(const ReportInput& input) {
  if (input.ranked.empty()) return "";
  return Charts(StripChart(input) + OverfitChart(input));
}

}  // namespace gridfold::report
