#include "coordinator/report/line_chart.h"

#include <algorithm>
#include <cmath>

namespace gridfold::report {
namespace {

constexpr size_t kSpotsMax = 200;

std::vector<Spot> Thinned(const std::vector<Spot>& spots) {
  if (spots.size() <= kSpotsMax) return spots;
  std::vector<Spot> some;
  for (size_t i = 0; i < kSpotsMax; ++i) {
    some.push_back(spots[i * (spots.size() - 1) / (kSpotsMax - 1)]);
  }
  return some;
}

// A line of one spot would not be seen.
void DrawLonely(Plot& plot, const LineSeries& series) {
  const auto finite = [](const Spot& spot) { return std::isfinite(spot.y); };
  if (std::count_if(series.spots.begin(), series.spots.end(), finite) != 1) return;
  const Spot& spot = *std::find_if(series.spots.begin(), series.spots.end(), finite);
  plot.svg().Circle({plot.X(spot.x), plot.Y(spot.y)}, series.thin ? 2 : 3.2,
                    (series.thin ? "faint " : "dot ") + series.colour, series.name);
}

}  // namespace

std::string Draw(const LineChart& chart) {
  std::vector<double> xs, ys;
  for (const LineSeries& series : chart.series) {
    for (const Spot& spot : series.spots) {
      if (!std::isfinite(spot.y)) continue;
      xs.push_back(spot.x);
      ys.push_back(spot.y);
    }
  }
  if (ys.empty()) return "";
  const auto [x_low, x_high] = std::minmax_element(xs.begin(), xs.end());
  const auto [y_low, y_high] = std::minmax_element(ys.begin(), ys.end());
  Plot plot(chart.text, AxisScale::Linear(*x_low, *x_high, true),
            AxisScale::Linear(*y_low, *y_high), chart.legend);
  for (const LineSeries& series : chart.series) {
    std::vector<Spot> spots = Thinned(series.spots);
    for (Spot& spot : spots) spot = {plot.X(spot.x), plot.Y(spot.y)};
    plot.svg().Path(spots, (series.thin ? "thin " : "line ") + series.colour, series.name);
    DrawLonely(plot, series);
  }
  return plot.Finish();
}

}  // namespace gridfold::report
