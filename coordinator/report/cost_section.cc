#include "coordinator/report/cost_section.h"

#include <fmt/format.h>

#include <set>

#include "common/base/units.h"
#include "common/spec/format.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/parameter_column.h"
#include "coordinator/report/pareto.h"
#include "coordinator/report/scatter_chart.h"

namespace gridfold::report {
namespace {

constexpr size_t kDotsMax = 1500;
constexpr size_t kFrontRowsMax = 12;

Mark MarkOf(const TrialSummary& trial, bool on_front) {
  return {.x = *trial.mean_fit_seconds,
          .y = *trial.mean_score,
          .colour = on_front ? "s1" : "s0",
          .faint = !on_front,
          .tooltip =
              fmt::format("trial {}: {} after {} ({})", trial.number, FormatScore(trial.mean_score),
                          FormatDuration(*trial.mean_fit_seconds), FormatPoint(trial.parameters))};
}

std::string FrontTable(const std::vector<const TrialSummary*>& front, const std::string& metric) {
  std::string rows;
  const size_t skipped = front.size() > kFrontRowsMax ? front.size() - kFrontRowsMax : 0;
  for (size_t i = skipped; i < front.size(); ++i) {
    const TrialSummary& trial = *front[i];
    rows += "<tr>" + Element("td", fmt::format("{}", trial.number)) +
            Element("td", FormatSeconds(trial.mean_fit_seconds)) +
            Element("td", FormatScore(trial.mean_score)) +
            Element("td", FormatPoint(trial.parameters), "long") + "</tr>\n";
  }
  std::string title = "Worth their cost";
  if (skipped > 0) title += fmt::format(" (the {} dearest of {})", kFrontRowsMax, front.size());
  return "<figure>" + Element("figcaption", title) + "<table><thead><tr>" + Element("th", "trial") +
         Element("th", "fit") + Element("th", metric) + Element("th", "parameters", "text") +
         "</tr></thead>\n<tbody>\n" + rows + "</tbody></table></figure>\n";
}

}  // namespace

std::string CostSection(const ReportInput& input) {
  std::vector<const TrialSummary*> trials;
  std::vector<CostAndScore> costs;
  for (const ScoredTrial& scored : ScoredTrials(input.trials)) {
    if (!scored.trial->mean_fit_seconds) continue;
    trials.push_back(scored.trial);
    costs.push_back({*scored.trial->mean_fit_seconds, scored.score});
  }
  ScatterChart chart;
  chart.text = {.title = "Score against the time of a fit",
                .x_title = "seconds to fit a fold",
                .y_title = input.study.metric};
  const size_t stride = trials.size() / kDotsMax + 1;
  for (size_t i = 0; i < trials.size(); i += stride)
    chart.marks.push_back(MarkOf(*trials[i], false));
  std::vector<const TrialSummary*> front;
  ScatterLine line{.spots = {}, .colour = "s1"};
  for (const size_t i : ParetoFront(costs, input.study.maximize)) {
    front.push_back(trials[i]);
    line.spots.push_back({costs[i].cost, costs[i].score});
    chart.marks.push_back(MarkOf(*trials[i], true));
  }
  chart.lines = {line};
  chart.legend = {{"trial", "s0", Sample::kDot},
                  {"no other is both cheaper and better", "s1", Sample::kLine}};
  const std::string figure = Draw(chart);
  return figure.empty() ? "" : Charts(figure + FrontTable(front, input.study.metric));
}

}  // namespace gridfold::report
