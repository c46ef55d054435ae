#include "coordinator/report/parameter_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/spec/format.h"
#include "coordinator/rank/aggregate.h"
#include "coordinator/report/heat_map.h"
#include "coordinator/report/histogram_chart.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/parameter_column.h"
#include "coordinator/report/scatter_chart.h"

namespace gridfold::report {
namespace {

constexpr size_t kChartsMax = 24;
constexpr size_t kHeatMapsMax = 6;
constexpr size_t kGridSideMax = 30;
// A number with more values than these is drawn trial by trial, without a mean for each value.
constexpr size_t kLevelsMax = 16;
constexpr size_t kTicksMax = 8;
// With more parameters a cell of a heat map is mostly the others' doing.
constexpr size_t kMappedMax = 4;
constexpr size_t kDotsMax = 1500;
constexpr size_t kRowsMax = 20;

struct Context {
  const ReportInput& input;
  const std::vector<ScoredTrial>& trials;
};

std::string TrialText(const Context& context, const ScoredTrial& scored) {
  return fmt::format("trial {}: {} ({})", scored.trial->number, FormatScore(scored.score),
                     FormatPoint(scored.trial->parameters));
}

// Every trial as a dot; of very many an even choice.
void AddDots(const Context& context, const ParameterColumn& column, bool bars,
             ScatterChart& chart) {
  const size_t stride = context.trials.size() / kDotsMax + 1;
  for (size_t i = 0; i < context.trials.size(); i += stride) {
    if (!column.values[i]) continue;
    const ScoredTrial& scored = context.trials[i];
    Mark mark{.x = column.numbers[*column.values[i]], .y = scored.score};
    if (bars && scored.trial->std_error) {
      mark.low = scored.score - *scored.trial->std_error;
      mark.high = scored.score + *scored.trial->std_error;
    }
    mark.colour = "s0";
    mark.faint = !bars;
    mark.tooltip = TrialText(context, scored);
    chart.marks.push_back(mark);
  }
  if (bars) {
    chart.legend.push_back({"trial ± standard error over folds", "s0", Sample::kDot});
  } else {
    chart.legend.push_back({"trial", "s0", Sample::kDot});
  }
}

// The mean over the trials of each value with its standard error, and the best of them.
void AddLevels(const Context& context, const ParameterColumn& column, ScatterChart& chart) {
  ScatterLine means{.spots = {}, .colour = "s1", .sample = Sample::kLine};
  ScatterLine bests{.spots = {}, .colour = "s2", .sample = Sample::kDashes};
  for (size_t k = 0; k < column.names.size(); ++k) {
    const std::vector<double> scores = ScoresAt(column, k, context.trials);
    const Aggregate aggregate = AggregateScores(scores);
    Mark mark{.x = column.numbers[k], .y = aggregate.mean};
    mark.colour = "s1";
    if (aggregate.std_error) {
      mark.low = aggregate.mean - *aggregate.std_error;
      mark.high = aggregate.mean + *aggregate.std_error;
    }
    mark.tooltip = fmt::format("{} = {}: mean {} of {}", column.name, column.names[k],
                               FormatScore(aggregate.mean), Counted(scores.size(), "trial"));
    chart.marks.push_back(mark);
    means.spots.push_back({column.numbers[k], aggregate.mean});
    bests.spots.push_back({column.numbers[k], BestOf(scores, context.input.study.maximize)});
  }
  chart.lines = {bests, means};
  chart.legend.push_back({"mean ± standard error", "s1", Sample::kLine});
  chart.legend.push_back({"best", "s2", Sample::kDashes});
}

std::string NumberChart(const Context& context, const ParameterColumn& column) {
  ScatterChart chart;
  chart.text = {.title = context.input.study.metric + " over " + column.name,
                .x_title = column.name,
                .y_title = context.input.study.metric};
  chart.log_x = column.prefers_log;
  if (column.numbers.size() <= kTicksMax) chart.x_ticks = column.numbers;
  const bool one_each = column.names.size() == context.trials.size();
  const bool levels = column.names.size() <= kLevelsMax && !one_each;
  AddDots(context, column, !levels && context.trials.size() <= 200, chart);
  if (levels) AddLevels(context, column, chart);
  return Draw(chart);
}

std::string NameChart(const Context& context, const ParameterColumn& column) {
  HistogramChart chart;
  chart.text = {.title = context.input.study.metric + " for each " + column.name,
                .x_title = context.input.study.metric,
                .y_title = column.name};
  for (size_t k = 0; k < std::min(column.names.size(), kRowsMax); ++k) {
    chart.rows.push_back({column.names[k], ScoresAt(column, k, context.trials)});
  }
  if (column.names.size() > kRowsMax) {
    chart.text.title += fmt::format(" (first {} of {} values)", kRowsMax, column.names.size());
  }
  return Draw(chart);
}

// The best score at each pair of values, [y x x].
HeatMap MakeMap(const Context& context, const ParameterColumn& x, const ParameterColumn& y) {
  HeatMap map;
  map.x_names = x.names;
  map.y_names = y.names;
  map.maximize = context.input.study.maximize;
  map.values.resize(x.names.size() * y.names.size());
  size_t most = 0;
  std::vector<size_t> counts(map.values.size());
  for (size_t i = 0; i < context.trials.size(); ++i) {
    if (!x.values[i] || !y.values[i]) continue;
    const size_t cell = *y.values[i] * x.names.size() + *x.values[i];
    const double score = context.trials[i].score;
    map.values[cell] =
        map.values[cell] ? BestOf(std::vector{*map.values[cell], score}, map.maximize) : score;
    most = std::max(most, ++counts[cell]);
    if (!map.best || BestOf(std::vector{*map.values[*map.best], score}, map.maximize) !=
                         *map.values[*map.best]) {
      map.best = cell;
    }
  }
  map.text = {.title = fmt::format("{} over {} and {}{}", context.input.study.metric, x.name,
                                   y.name, most > 1 ? ", best over the other parameters" : ""),
              .x_title = x.name,
              .y_title = y.name};
  return map;
}

bool IsGrid(const HeatMap& map) {
  if (map.x_names.size() > kGridSideMax || map.y_names.size() > kGridSideMax) return false;
  const auto filled = static_cast<size_t>(std::count_if(
      map.values.begin(), map.values.end(), [](const auto& value) { return value.has_value(); }));
  return filled * 10 >= map.values.size() * 6;
}

std::string HeatMaps(const Context& context, const std::vector<ParameterColumn>& columns) {
  std::string figures;
  if (columns.size() > kMappedMax) return figures;
  size_t count = 0;
  for (size_t a = 0; a < columns.size() && count < kHeatMapsMax; ++a) {
    for (size_t b = a + 1; b < columns.size() && count < kHeatMapsMax; ++b) {
      if (!columns[a].is_number || !columns[b].is_number) continue;
      if (std::max(columns[a].names.size(), columns[b].names.size()) > kGridSideMax) continue;
      const bool wide = columns[a].names.size() <= columns[b].names.size();
      const HeatMap map = MakeMap(context, columns[wide ? b : a], columns[wide ? a : b]);
      if (!IsGrid(map)) continue;
      figures += Draw(map);
      ++count;
    }
  }
  return figures;
}

}  // namespace

std::string ParameterSection(const ReportInput& input) {
  const std::vector<ScoredTrial> trials = ScoredTrials(input.trials);
  const std::vector<ParameterColumn> columns = ParameterColumns(input.study, trials);
  const Context context{input, trials};
  std::string figures = HeatMaps(context, columns);
  for (size_t c = 0; c < std::min(columns.size(), kChartsMax); ++c) {
    figures +=
        columns[c].is_number ? NumberChart(context, columns[c]) : NameChart(context, columns[c]);
  }
  if (figures.empty()) return "";
  std::string notes;
  if (columns.size() > kChartsMax) {
    notes = fmt::format("The first {} of {} parameters. ", kChartsMax, columns.size());
  }
  if (trials.size() > kDotsMax) notes += "Of many trials an even choice is drawn as dots. ";
  return (notes.empty() ? "" : Element("p", notes, "soft") + "\n") + Charts(figures);
}

}  // namespace gridfold::report
