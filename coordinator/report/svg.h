// A picture of lines, boxes and text as inline SVG. Coordinates are pixels from the upper left
// corner; colours and fonts come from the page's classes (page_style.h), so that they follow the
// reader's light or dark scheme. All text is escaped here. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gridfold::report {

struct Spot {
  double x = 0, y = 0;
};

enum class Anchor { kStart, kMiddle, kEnd };

class Svg {
 public:
  void Line(Spot from, Spot to, std::string_view class_name);
  // A line through `spots`, broken where one is not finite.
  void Path(std::span<const Spot> spots, std::string_view class_name,
            std::string_view tooltip = "");
  // `fill` (a colour of the program's own) overrides the class; `opacity` in [0, 1] is the fill's.
  void Box(Spot corner, double width, double height, std::string_view class_name,
           std::string_view tooltip = "", std::string_view fill = "", double opacity = 1);
  void Circle(Spot centre, double radius, std::string_view class_name,
              std::string_view tooltip = "");
  // A picture given as a data URI of the program's own, its pixels kept apart.
  void Image(Spot corner, double width, double height, std::string_view data_uri);
  // `turn`: degrees clockwise around `at`.
  void Text(Spot at, std::string_view text, Anchor anchor, std::string_view class_name,
            double turn = 0);

  // The whole element; `title` is what a screen reader says.
  std::string Finish(double width, double height, std::string_view title) const;

 private:
  void End(std::string_view tag, std::string_view tooltip);
  std::string body_;
};

// About how wide `text` is in the charts' font, in pixels, rounded up rather than down.
double TextWidth(std::string_view text);

// A colour between the ends of viridis (van der Walt and Smith 2015; readable for the colour-blind
// and in grey) for `share` in [0, 1], as "#rrggbb".
std::string HeatColour(double share);
// Whether white text reads better on it than black.
bool HeatIsDark(double share);

}  // namespace gridfold::report
