// A grid of two parameters, each cell coloured by its score. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/plot.h"

namespace gridfold::report {

struct HeatMap {
  PlotText text;                              // width and height grow with the cells
  std::vector<std::string> x_names, y_names;  // y from the bottom upwards
  std::vector<std::optional<double>> values;  // [y_names x x_names], absent: empty cell
  std::optional<size_t> best;                 // index into `values`, marked
  bool maximize = true;                       // the best end is the bright one
};

// "" when there is no finite value. Each cell shows its value, as far as it has the room.
std::string Draw(const HeatMap& map);

}  // namespace gridfold::report
