#include "coordinator/report/bar_chart.h"

#include <algorithm>
#include <cmath>

#include "common/spec/format.h"

namespace gridfold::report {
namespace {

constexpr double kBarMin = 5;

double Highest(const BarChart& chart) {
  double highest = 0;
  for (const BarSeries& series : chart.series) {
    for (const auto& value : series.values) {
      if (value && std::isfinite(*value)) highest = std::max(highest, *value);
    }
  }
  return highest;
}

}  // namespace

std::string Draw(const BarChart& chart) {
  if (chart.groups.empty() || chart.series.empty()) return "";
  const auto groups = static_cast<double>(chart.groups.size());
  const auto series_count = static_cast<double>(chart.series.size());
  PlotText text = chart.text;
  text.width = std::max(text.width, 80 + groups * (series_count * kBarMin + 6));
  std::vector<LegendEntry> legend;
  for (const BarSeries& series : chart.series) {
    legend.push_back({series.name, series.colour, Sample::kBox});
  }
  Plot plot(text, AxisScale::Categories(chart.groups), AxisScale::FromZero(Highest(chart)), legend);
  const double band = (plot.right() - plot.left()) / groups;
  const double width = std::min(band * 0.8 / series_count, 28.0);
  for (size_t s = 0; s < chart.series.size(); ++s) {
    const BarSeries& series = chart.series[s];
    for (size_t g = 0; g < std::min(chart.groups.size(), series.values.size()); ++g) {
      if (!series.values[g] || !std::isfinite(*series.values[g])) continue;
      const double y = plot.Y(*series.values[g]);
      const double x =
          plot.X(static_cast<double>(g)) + width * (static_cast<double>(s) - series_count / 2);
      plot.svg().Box({x, y}, width - 1, plot.bottom() - y, "box " + series.colour,
                     chart.groups[g] + ", " + series.name + ": " + FormatScore(series.values[g]));
    }
  }
  return plot.Finish();
}

}  // namespace gridfold::report
