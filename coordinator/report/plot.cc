#include "coordinator/report/plot.h"

#include <algorithm>
#include <utility>

#include "coordinator/report/markup.h"

namespace gridfold::report {
namespace {

constexpr double kEdge = 12;
constexpr double kLine = 16;  // of text
constexpr size_t kLabelMax = 20;
constexpr double kTurn = -35;

double WidestLabel(const std::vector<Tick>& ticks) {
  double widest = 0;
  for (const Tick& tick : ticks) {
    widest = std::max(widest, TextWidth(Shortened(tick.label, kLabelMax)));
  }
  return widest;
}

double SampleWidth() { return 22; }

void DrawSample(Svg& svg, const LegendEntry& entry, double x, double y) {
  const std::string colour = entry.colour;
  switch (entry.sample) {
    case Sample::kLine:
      svg.Line({x, y}, {x + 16, y}, "line " + colour);
      break;
    case Sample::kThinLine:
      svg.Line({x, y}, {x + 16, y}, "thin " + colour);
      break;
    case Sample::kDashes:
      svg.Line({x, y}, {x + 16, y}, "dash " + colour);
      break;
    case Sample::kDot:
      svg.Circle({x + 8, y}, 3, "dot " + colour);
      break;
    case Sample::kRing:
      svg.Circle({x + 8, y}, 5, "ring " + colour);
      break;
    case Sample::kBox:
      svg.Box({x + 2, y - 5}, 12, 10, "box " + colour);
      break;
  }
}

}  // namespace

Plot::Plot(PlotText text, AxisScale x, AxisScale y, const std::vector<LegendEntry>& legend)
    : text_(std::move(text)), x_(std::move(x)), y_(std::move(y)) {
  left_ = kEdge + WidestLabel(y_.ticks()) + 6 + (text_.y_title.empty() ? 0 : kLine);
  right_ = text_.width - kEdge;
  top_ = kEdge;
  bottom_ = top_ + text_.height;
  DrawYAxis();
  DrawXAxis();
  DrawLegend(legend);
}

double Plot::X(double value) const { return left_ + x_.Place(value) * (right_ - left_); }
double Plot::Y(double value) const { return bottom_ - y_.Place(value) * (bottom_ - top_); }

void Plot::DrawYAxis() {
  double last = bottom_ + kLine;
  for (const Tick& tick : y_.ticks()) {
    const double y = bottom_ - tick.place * (bottom_ - top_);
    svg_.Line({left_, y}, {right_, y}, "grid");
    if (last - y < kLine - 3) continue;
    svg_.Text({left_ - 6, y + 4}, Shortened(tick.label, kLabelMax), Anchor::kEnd, "tick");
    last = y;
  }
  svg_.Line({left_, top_}, {left_, bottom_}, "axis");
  if (text_.y_title.empty()) return;
  svg_.Text({kEdge, (top_ + bottom_) / 2}, Shortened(text_.y_title, 40), Anchor::kMiddle, "name",
            -90);
}

void Plot::DrawXAxis() {
  const double length = right_ - left_;
  const double widest = WidestLabel(x_.ticks());
  double room = length;
  for (size_t i = 1; i < x_.ticks().size(); ++i) {
    room = std::min(room, (x_.ticks()[i].place - x_.ticks()[i - 1].place) * length);
  }
  // Long names next to each other are turned; where even these are too close, some are left out.
  const bool turned = widest + 6 > room && widest > 40;
  const double needed = turned ? kLine : widest + 6;
  double last = left_ - 1e6;
  for (const Tick& tick : x_.ticks()) {
    const double x = left_ + tick.place * length;
    svg_.Line({x, bottom_}, {x, bottom_ + 4}, "axis");
    if (x - last < needed) continue;
    const std::string label = Shortened(tick.label, kLabelMax);
    if (turned) {
      svg_.Text({x + 4, bottom_ + 15}, label, Anchor::kEnd, "tick", kTurn);
    } else {
      svg_.Text({x, bottom_ + 17}, label, Anchor::kMiddle, "tick");
    }
    last = x;
  }
  svg_.Line({left_, bottom_}, {right_, bottom_}, "axis");
  end_ = bottom_ + (turned ? 16 + widest * 0.6 : 20);
  if (text_.x_title.empty()) return;
  end_ += kLine;
  svg_.Text({(left_ + right_) / 2, end_ - 2}, Shortened(text_.x_title, 60), Anchor::kMiddle,
            "name");
}

void Plot::DrawLegend(const std::vector<LegendEntry>& legend) {
  end_ += 6;
  if (legend.empty()) return;
  double x = left_, y = end_ + 8;
  for (const LegendEntry& entry : legend) {
    const std::string name = Shortened(entry.name, 48);
    const double width = SampleWidth() + TextWidth(name) + 10;
    if (x > left_ && x + width > right_ + kEdge) {
      x = left_;
      y += kLine;
    }
    DrawSample(svg_, entry, x, y);
    svg_.Text({x + SampleWidth(), y + 4}, name, Anchor::kStart, "tick");
    x += width;
  }
  end_ = y + 10;
}

std::string Plot::Finish() const {
  return Figure(Escaped(text_.title), svg_.Finish(text_.width, end_, text_.title));
}

std::string Figure(const std::string& escaped_caption, const std::string& svg) {
  return "<figure><figcaption>" + escaped_caption + "</figcaption>" + svg + "</figure>\n";
}

}  // namespace gridfold::report
