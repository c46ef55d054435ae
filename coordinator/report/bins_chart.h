// One histogram from counts: how often values occur, however many there are. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/report/plot.h"

namespace gridfold::report {

struct BinsChart {
  PlotText text;
  double low = 0, high = 0;     // low < high
  std::vector<int64_t> counts;  // of bins of equal width from low to high
};

// "" when there are no bins. Each bar's tooltip names its range and count.
std::string Draw(const BinsChart& chart);

}  // namespace gridfold::report
