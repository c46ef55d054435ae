// Lines over a common x that counts something: learning curves. Pure.
#pragma once

#include <string>
#include <vector>

#include "coordinator/report/plot.h"

namespace gridfold::report {

struct LineSeries {
  std::string name;         // its tooltip
  std::vector<Spot> spots;  // in values, x increasing; gaps where y is not finite
  std::string colour = "s0";
  bool thin = false;
};

struct LineChart {
  PlotText text;
  std::vector<LineSeries> series;  // later ones lie above
  std::vector<LegendEntry> legend;
};

// "" when there is no finite spot. Of a series of many spots about 200 evenly chosen ones are
// drawn, the first and the last among them.
std::string Draw(const LineChart& chart);

}  // namespace gridfold::report
