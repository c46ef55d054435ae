// Histograms one below the other over a common axis: how scores are spread for each value of a
// parameter. Pure.
#pragma once

#include <string>
#include <vector>

#include "coordinator/report/plot.h"

namespace gridfold::report {

struct HistogramRow {
  std::string name;
  std::vector<double> values;  // those that are not finite are left out
};

struct HistogramChart {
  PlotText text;  // its height is set by the rows
  std::vector<HistogramRow> rows;
};

// "" when no value is finite. All rows have the same bins and the same height for the same count.
std::string Draw(const HistogramChart& chart);

}  // namespace gridfold::report
