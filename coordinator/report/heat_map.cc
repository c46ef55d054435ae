#include "coordinator/report/heat_map.h"

#include <algorithm>
#include <cmath>

#include "common/spec/format.h"

namespace gridfold::report {
namespace {

constexpr double kCellWidth = 58, kCellHeight = 30, kSmallCell = 22;
constexpr size_t kRoomyMax = 12;  // columns, for numbers in the cells

struct Range {
  double low = 0, high = 0;
};

Range RangeOf(const HeatMap& map) {
  std::vector<double> values;
  for (const auto& value : map.values) {
    if (value) values.push_back(*value);
  }
  values = FiniteOf(values);
  if (values.empty()) return {1, 0};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return {*low, *high};
}

void DrawCell(Plot& plot, const HeatMap& map, size_t cell, const Range& range, bool roomy) {
  const size_t column = cell % map.x_names.size(), row = cell / map.x_names.size();
  const double width = (plot.right() - plot.left()) / static_cast<double>(map.x_names.size());
  const double height = (plot.bottom() - plot.top()) / static_cast<double>(map.y_names.size());
  const Spot centre = {plot.X(static_cast<double>(column)), plot.Y(static_cast<double>(row))};
  const double value = *map.values[cell];
  const double share = range.high > range.low ? (value - range.low) / (range.high - range.low) : 1;
  const double heat = map.maximize ? share : 1 - share;
  const Spot corner = {centre.x - width / 2 + 1, centre.y - height / 2 + 1};
  plot.svg().Box(corner, width - 2, height - 2, map.best == cell ? "best" : "",
                 map.text.x_title + " = " + map.x_names[column] + ", " + map.text.y_title + " = " +
                     map.y_names[row] + ": " + FormatScore(value),
                 HeatColour(heat));
  if (!roomy) return;
  plot.svg().Text({centre.x, centre.y + 4}, FormatScore(value) + (map.best == cell ? " ★" : ""),
                  Anchor::kMiddle, HeatIsDark(heat) ? "on-dark" : "on-light");
}

}  // namespace

std::string Draw(const HeatMap& map) {
  const Range range = RangeOf(map);
  if (range.low > range.high) return "";
  const bool roomy = map.x_names.size() <= kRoomyMax;
  PlotText text = map.text;
  text.width = 100 + (roomy ? kCellWidth : kSmallCell) * static_cast<double>(map.x_names.size());
  text.width = std::max(text.width, 260.0);
  text.height = (roomy ? kCellHeight : kSmallCell) * static_cast<double>(map.y_names.size());
  text.height = std::max(text.height, 60.0);
  Plot plot(text, AxisScale::Categories(map.x_names), AxisScale::Categories(map.y_names));
  for (size_t cell = 0; cell < map.values.size(); ++cell) {
    if (map.values[cell] && std::isfinite(*map.values[cell])) {
      DrawCell(plot, map, cell, range, roomy);
    }
  }
  return plot.Finish();
}

}  // namespace gridfold::report
