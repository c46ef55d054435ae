// Groups of bars from zero, one bar of each series in every group. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/plot.h"

namespace gridfold::report {

struct BarSeries {
  std::string name;
  std::string colour = "s0";
  std::vector<std::optional<double>> values;  // one for each group, >= 0; absent: no bar
};

struct BarChart {
  PlotText text;  // the width grows with the number of bars
  std::vector<std::string> groups;
  std::vector<BarSeries> series;
};

// "" when there are no groups. Each bar's tooltip names group, series and value.
std::string Draw(const BarChart& chart);

}  // namespace gridfold::report
