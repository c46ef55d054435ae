#include "coordinator/report/confusion_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "coordinator/report/markup.h"
#include "coordinator/report/plot.h"
#include "coordinator/report/svg.h"

namespace gridfold::report {
namespace {

constexpr double kRowHeight = 24;
constexpr size_t kNameMax = 14;

void DrawRow(Svg& svg, const std::vector<int64_t>& counts, const std::vector<std::string>& classes,
             size_t actual, Spot corner, double cell) {
  const size_t n = classes.size();
  int64_t total = 0;
  for (size_t p = 0; p < n; ++p) total += counts[actual * n + p];
  for (size_t p = 0; p < n; ++p) {
    const int64_t count = counts[actual * n + p];
    const double x = corner.x + cell * static_cast<double>(p);
    const double share =
        total > 0 ? std::clamp(static_cast<double>(count) / static_cast<double>(total), 0.0, 1.0)
                  : 0;
    const char* colour = p == actual ? "s0" : "s1";
    // A mistake of two in a hundred must be seen: the root lifts small shares. At most 0.7, so that
    // the number can be read on it.
    svg.Box(
        {x + 1, corner.y + 1}, cell - 2, kRowHeight - 2, fmt::format("box {}", colour),
        fmt::format("actual {}, predicted {}: {} of {}", classes[actual], classes[p], count, total),
        "", 0.7 * std::sqrt(share));
    if (count != 0) {
      svg.Text({x + cell / 2, corner.y + kRowHeight / 2 + 4}, fmt::format("{}", count),
               Anchor::kMiddle, "");
    }
  }
}

}  // namespace

std::string DrawConfusion(const std::vector<int64_t>& counts,
                          const std::vector<std::string>& classes, const std::string& caption) {
  const size_t n = classes.size();
  if (n == 0 || counts.size() != n * n) return "";
  double names = 0, cell = 34;
  for (const std::string& name : classes) {
    names = std::max(names, TextWidth(Shortened(name, kNameMax)));
  }
  for (const int64_t count : counts) cell = std::max(cell, TextWidth(std::to_string(count)) + 8);
  const bool turned = names + 4 > cell;
  const double left = 34 + names, top = 26 + (turned ? names * 0.75 + 10 : 14);
  Svg svg;
  svg.Text({left + cell * static_cast<double>(n) / 2, 14}, "predicted", Anchor::kMiddle, "name");
  svg.Text({12, top + kRowHeight * static_cast<double>(n) / 2}, "actual", Anchor::kMiddle, "name",
           -90);
  for (size_t i = 0; i < n; ++i) {
    const double x = left + cell * (static_cast<double>(i) + 0.5);
    const double y = top + kRowHeight * static_cast<double>(i);
    const std::string name = Shortened(classes[i], kNameMax);
    svg.Text({x, top - 6}, name, turned ? Anchor::kStart : Anchor::kMiddle, "tick",
             turned ? -45 : 0);
    svg.Text({left - 6, y + kRowHeight / 2 + 4}, name, Anchor::kEnd, "tick");
    DrawRow(svg, counts, classes, i, {left, y}, cell);
  }
  const double spill = turned ? names * 0.75 : 0;
  return Figure(Escaped(caption),
                svg.Finish(left + cell * static_cast<double>(n) + 12 + spill,
                           top + kRowHeight * static_cast<double>(n) + 8, caption));
}

}  // namespace gridfold::report
