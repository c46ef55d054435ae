#include "client/labelled_pictures.h"

#include <algorithm>

#include "common/base/base64.h"
#include "common/picture/png.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/plot.h"
#include "coordinator/report/svg.h"

namespace gridfold {
namespace {

constexpr double kGap = 8, kLabelHeight = 16;

}  // namespace

StatusOr<std::string> LabelledFigure(const std::vector<LabelledPicture>& pictures, size_t columns,
                                     int64_t side, const std::string& caption) {
  if (pictures.empty()) return std::string();
  const auto square = static_cast<double>(side);
  double width = square;
  for (const LabelledPicture& one : pictures) width = std::max(width, report::TextWidth(one.label));
  const double across = width + kGap, down = square + kLabelHeight + kGap;
  report::Svg svg;
  for (size_t i = 0; i < pictures.size(); ++i) {
    GF_ASSIGN_OR_RETURN(const std::string png, EncodePng(pictures[i].picture));
    const double x = kGap + across * static_cast<double>(i % columns);
    const double y = kGap + down * static_cast<double>(i / columns);
    svg.Image({x + (width - square) / 2, y}, square, square,
              "data:image/png;base64," + Base64(png));
    svg.Text({x + width / 2, y + square + kLabelHeight - 3}, pictures[i].label,
             report::Anchor::kMiddle, "");
  }
  const size_t rows = (pictures.size() + columns - 1) / columns;
  return report::Figure(
      report::Escaped(caption),
      svg.Finish(kGap + across * static_cast<double>(std::min(columns, pictures.size())),
                 kGap + down * static_cast<double>(rows), caption));
}

}  // namespace gridfold
