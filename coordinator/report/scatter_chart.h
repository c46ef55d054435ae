// Marks over two axes, with error bars and lines through them. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coordinator/report/plot.h"

namespace gridfold::report {

struct Mark {
  double x = 0, y = 0;
  std::optional<double> low = {}, high = {};  // of an error bar along y
  std::string colour = "s0";
  Sample sample = Sample::kDot;  // kDot or kRing
  bool faint = false;
  std::string tooltip = {};
};

struct ScatterLine {
  std::vector<Spot> spots = {};  // in values, not pixels
  std::string colour = "s0";
  Sample sample = Sample::kLine;  // kLine, kThinLine or kDashes
};

struct ScatterChart {
  PlotText text;
  std::vector<Mark> marks;  // later ones lie above; those that are not finite are left out
  std::vector<ScatterLine> lines;
  std::vector<LegendEntry> legend;
  bool log_x = false;                   // wished for; see AxisScale::Fitting
  bool whole_x = false;                 // x counts something
  std::vector<double> x_ticks;          // when not empty: in place of round numbers
  std::vector<std::string> categories;  // when not empty: x is an index of these
};

// "" when no mark is finite.
std::string Draw(const ScatterChart& chart);

}  // namespace gridfold::report
