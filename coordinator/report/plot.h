// The frame of a chart: axes with ticks, titles and a legend, in margins that fit their texts.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "coordinator/report/axis_scale.h"
#include "coordinator/report/svg.h"

namespace gridfold::report {

// What a legend's entry shows before its name.
enum class Sample { kLine, kThinLine, kDashes, kDot, kRing, kBox };

struct LegendEntry {
  std::string name;
  std::string colour;  // a class of page_style.h: "s0" ... "s5", "mute"
  Sample sample = Sample::kLine;
};

// What every chart with two axes is told.
struct PlotText {
  std::string title = {};  // for screen readers, and above the chart
  std::string x_title = {}, y_title = {};
  double width = 350;   // of the whole picture
  double height = 220;  // of the area between the axes
};

// Draws the frame first; the chart then draws into svg() at X() and Y(). A value type.
class Plot {
 public:
  Plot(PlotText text, AxisScale x, AxisScale y, const std::vector<LegendEntry>& legend = {});

  // Pixels of a value; NaN stays NaN.
  double X(double value) const;
  double Y(double value) const;
  double left() const { return left_; }
  double right() const { return right_; }
  double top() const { return top_; }
  double bottom() const { return bottom_; }
  Svg& svg() { return svg_; }
  // A <figure> with the caption and the picture.
  std::string Finish() const;

 private:
  void DrawYAxis();
  void DrawXAxis();
  void DrawLegend(const std::vector<LegendEntry>& legend);

  PlotText text_;
  AxisScale x_, y_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0, end_ = 0;
  Svg svg_;
};

// A picture with its caption, both escaped by their makers.
std::string Figure(const std::string& escaped_caption, const std::string& svg);

}  // namespace gridfold::report
