#include "coordinator/report/scatter_chart.h"

#include <algorithm>
#include <cmath>

namespace gridfold::report {
namespace {

bool IsFinite(const Mark& mark) { return std::isfinite(mark.x) && std::isfinite(mark.y); }

AxisScale YScale(const ScatterChart& chart) {
  std::vector<double> values;
  for (const Mark& mark : chart.marks) {
    if (!IsFinite(mark)) continue;
    values.push_back(mark.y);
    if (mark.low) values.push_back(*mark.low);
    if (mark.high) values.push_back(*mark.high);
  }
  values = FiniteOf(values);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return AxisScale::Linear(*low, *high);
}

AxisScale XScale(const ScatterChart& chart) {
  if (!chart.categories.empty()) return AxisScale::Categories(chart.categories);
  std::vector<double> values;
  for (const Mark& mark : chart.marks) {
    if (IsFinite(mark)) values.push_back(mark.x);
  }
  const AxisScale scale = AxisScale::Fitting(values, chart.log_x, chart.whole_x);
  return chart.x_ticks.empty() ? scale : scale.WithTicksAt(chart.x_ticks);
}

void DrawBar(Plot& plot, const Mark& mark) {
  if (!mark.low || !mark.high || !std::isfinite(*mark.low) || !std::isfinite(*mark.high)) return;
  const double x = plot.X(mark.x), low = plot.Y(*mark.low), high = plot.Y(*mark.high);
  const std::string style = "thin bar " + mark.colour;
  plot.svg().Line({x, low}, {x, high}, style);
  plot.svg().Line({x - 3, low}, {x + 3, low}, style);
  plot.svg().Line({x - 3, high}, {x + 3, high}, style);
}

void DrawMark(Plot& plot, const Mark& mark) {
  DrawBar(plot, mark);
  const Spot at = {plot.X(mark.x), plot.Y(mark.y)};
  if (mark.sample == Sample::kRing) {
    plot.svg().Circle(at, 7, "ring " + mark.colour, mark.tooltip);
  } else {
    plot.svg().Circle(at, 3.2, (mark.faint ? "faint " : "dot ") + mark.colour, mark.tooltip);
  }
}

void DrawLine(Plot& plot, const ScatterLine& line) {
  std::vector<Spot> spots;
  for (const Spot& spot : line.spots) spots.push_back({plot.X(spot.x), plot.Y(spot.y)});
  const char* style = line.sample == Sample::kDashes     ? "dash "
                      : line.sample == Sample::kThinLine ? "thin "
                                                         : "line ";
  plot.svg().Path(spots, style + line.colour);
}

}  // namespace

std::string Draw(const ScatterChart& chart) {
  if (std::none_of(chart.marks.begin(), chart.marks.end(), IsFinite)) return "";
  Plot plot(chart.text, XScale(chart), YScale(chart), chart.legend);
  for (const ScatterLine& line : chart.lines) DrawLine(plot, line);
  for (const Mark& mark : chart.marks) {
    if (IsFinite(mark)) DrawMark(plot, mark);
  }
  return plot.Finish();
}

}  // namespace gridfold::report
