#include "coordinator/report/bins_chart.h"

#include <algorithm>

#include "coordinator/report/markup.h"

namespace gridfold::report {

std::string Draw(const BinsChart& chart) {
  if (chart.counts.empty()) return "";
  const int64_t most = *std::max_element(chart.counts.begin(), chart.counts.end());
  Plot plot(chart.text, AxisScale::Linear(chart.low, chart.high),
            AxisScale::FromZero(static_cast<double>(std::max<int64_t>(most, 1))));
  const double width = (chart.high - chart.low) / static_cast<double>(chart.counts.size());
  for (size_t b = 0; b < chart.counts.size(); ++b) {
    if (chart.counts[b] == 0) continue;
    const double from = chart.low + width * static_cast<double>(b);
    const double left = plot.X(from), top = plot.Y(static_cast<double>(chart.counts[b]));
    plot.svg().Box({left, top}, plot.X(from + width) - left - 1, plot.bottom() - top, "box s0",
                   NumberText(from) + " to " + NumberText(from + width) + ": " +
                       std::to_string(chart.counts[b]));
  }
  return plot.Finish();
}

}  // namespace gridfold::report
