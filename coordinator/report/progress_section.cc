#include "coordinator/report/progress_section.h"

#include <fmt/format.h>

#include "common/spec/format.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/parameter_column.h"
#include "coordinator/report/scatter_chart.h"

namespace gridfold::report {
namespace {

constexpr size_t kDotsMax = 1500;

// A step at each trial that was better than all before it.
ScatterLine BestSoFar(const std::vector<ScoredTrial>& trials, bool maximize) {
  ScatterLine line{.spots = {}, .colour = "s1"};
  double best = trials.front().score;
  for (const ScoredTrial& scored : trials) {
    const auto x = static_cast<double>(scored.trial->number);
    const double now = BestOf(std::vector{best, scored.score}, maximize);
    if (now != best || line.spots.empty()) {
      if (!line.spots.empty()) line.spots.push_back({x, best});
      line.spots.push_back({x, now});
    }
    best = now;
  }
  line.spots.push_back({static_cast<double>(trials.back().trial->number), best});
  return line;
}

}  // namespace

std::string ProgressSection(const ReportInput& input) {
  const std::vector<ScoredTrial> trials = ScoredTrials(input.trials);
  if (trials.size() < 2) return "";
  ScatterChart chart;
  chart.text = {.title = "Best score so far, by number of the trial",
                .x_title = "trial",
                .y_title = input.study.metric,
                .width = 640};
  chart.whole_x = true;
  chart.lines = {BestSoFar(trials, input.study.maximize)};
  const size_t stride = trials.size() / kDotsMax + 1;
  for (size_t i = 0; i < trials.size(); i += stride) {
    chart.marks.push_back({.x = static_cast<double>(trials[i].trial->number),
                           .y = trials[i].score,
                           .faint = true,
                           .tooltip = fmt::format("trial {}: {}", trials[i].trial->number,
                                                  FormatScore(trials[i].score))});
  }
  chart.legend = {{"trial", "s0", Sample::kDot}, {"best so far", "s1", Sample::kLine}};
  return Charts(Draw(chart));
}

}  // namespace gridfold::report
