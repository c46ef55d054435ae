#include "coordinator/report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "coordinator/report/markup.h"

namespace gridfold::report {
namespace {

constexpr double kAsciiWidth = 6.3;
constexpr double kOtherWidth = 11;

// A tenth of a pixel is finer than a screen shows.
std::string Pixels(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

using Rgb = std::array<double, 3>;
constexpr std::array<Rgb, 10> kViridis = {{{68, 1, 84},
                                           {72, 40, 120},
                                           {62, 74, 137},
                                           {49, 104, 142},
                                           {38, 130, 142},
                                           {31, 158, 137},
                                           {53, 183, 121},
                                           {109, 205, 89},
                                           {180, 222, 44},
                                           {253, 231, 37}}};

Rgb Heat(double share) {
  const double place = std::clamp(share, 0.0, 1.0) * (kViridis.size() - 1);
  const size_t lower = std::min(static_cast<size_t>(place), kViridis.size() - 2);
  const double part = place - static_cast<double>(lower);
  Rgb colour;
  for (size_t i = 0; i < colour.size(); ++i) {
    colour[i] = kViridis[lower][i] + part * (kViridis[lower + 1][i] - kViridis[lower][i]);
  }
  return colour;
}

}  // namespace

void Svg::End(std::string_view tag, std::string_view tooltip) {
  if (tooltip.empty()) {
    body_ += "/>";
  } else {
    body_ += fmt::format("><title>{}</title></{}>", Escaped(tooltip), tag);
  }
}

void Svg::Line(Spot from, Spot to, std::string_view class_name) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\"/>",
                       Pixels(from.x), Pixels(from.y), Pixels(to.x), Pixels(to.y), class_name);
}

void Svg::Path(std::span<const Spot> spots, std::string_view class_name, std::string_view tooltip) {
  std::string steps;
  bool drawing = false;
  for (const Spot& spot : spots) {
    const bool finite = std::isfinite(spot.x) && std::isfinite(spot.y);
    if (finite) steps += (drawing ? "L" : "M") + Pixels(spot.x) + " " + Pixels(spot.y);
    drawing = finite;
  }
  if (steps.empty()) return;
  body_ += fmt::format("<path d=\"{}\" class=\"{}\"", steps, class_name);
  End("path", tooltip);
}

void Svg::Box(Spot corner, double width, double height, std::string_view class_name,
              std::string_view tooltip, std::string_view fill, double opacity) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"",
                       Pixels(corner.x), Pixels(corner.y), Pixels(std::max(width, 0.0)),
                       Pixels(std::max(height, 0.0)), class_name);
  if (!fill.empty()) body_ += fmt::format(" fill=\"{}\"", fill);
  if (opacity < 1) body_ += fmt::format(" fill-opacity=\"{:.2f}\"", opacity);
  End("rect", tooltip);
}

void Svg::Circle(Spot centre, double radius, std::string_view class_name,
                 std::string_view tooltip) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{}\"", Pixels(centre.x),
                       Pixels(centre.y), Pixels(radius), class_name);
  End("circle", tooltip);
}

void Svg::Image(Spot corner, double width, double height, std::string_view data_uri) {
  body_ += fmt::format(
      "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" href=\"{}\" "
      "style=\"image-rendering:pixelated\"/>",
      Pixels(corner.x), Pixels(corner.y), Pixels(width), Pixels(height), Escaped(data_uri));
}

void Svg::Text(Spot at, std::string_view text, Anchor anchor, std::string_view class_name,
               double turn) {
  constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  body_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\"", Pixels(at.x), Pixels(at.y),
                       kAnchors[static_cast<size_t>(anchor)]);
  if (!class_name.empty()) body_ += fmt::format(" class=\"{}\"", class_name);
  if (turn != 0) {
    body_ +=
        fmt::format(" transform=\"rotate({} {} {})\"", Pixels(turn), Pixels(at.x), Pixels(at.y));
  }
  body_ += ">" + Escaped(text) + "</text>";
}

std::string Svg::Finish(double width, double height, std::string_view title) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\"><title>{2}</title>{3}</svg>",
      std::ceil(width), std::ceil(height), Escaped(title), body_);
}

double TextWidth(std::string_view text) {
  double width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) width += kAsciiWidth;
    if (byte >= 0xC0) width += kOtherWidth;
  }
  return width;
}

std::string HeatColour(double share) {
  const Rgb colour = Heat(share);
  return fmt::format("#{:02x}{:02x}{:02x}", static_cast<int>(std::lround(colour[0])),
                     static_cast<int>(std::lround(colour[1])),
                     static_cast<int>(std::lround(colour[2])));
}

bool HeatIsDark(double share) {
  const Rgb colour = Heat(share);
  // Rec. 601 luma; the middle leans to white text, which reads better on saturated colours.
  return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] < 140;
}

}  // namespace gridfold::report
