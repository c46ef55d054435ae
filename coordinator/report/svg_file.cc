#include "coordinator/report/svg_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/base/check.h"
#include "coordinator/report/svg.h"

namespace gridfold::report {
namespace {

constexpr double kCaptionHeight = 26, kMargin = 8;

// The light scheme of page_style.h, as far as charts use it.
constexpr std::string_view kStyle =
    "text{font:11.5px system-ui,'Liberation Sans','DejaVu Sans',sans-serif;fill:#1b1f24}"
    "text.caption{font-size:13.5px;font-weight:600}.tick{fill:#57606a}"
    ".on-dark{fill:#fff}.on-light{fill:#111}"
    ".grid{stroke:#d8dee4;stroke-width:.7}.axis{stroke:#57606a;stroke-width:1}"
    ".box.s0,.dot.s0,.faint.s0{fill:#0072b2}.box.s1,.dot.s1,.faint.s1{fill:#d55e00}"
    ".box.s2,.dot.s2,.faint.s2{fill:#009e73}.box.s3,.dot.s3,.faint.s3{fill:#e69f00}"
    ".box.s4,.dot.s4,.faint.s4{fill:#cc79a7}.box.mute,.dot.mute,.faint.mute{fill:#57606a}"
    ".faint{fill-opacity:.5}.line,.thin,.dash,.ring{fill:none;stroke-width:2}"
    ".thin{stroke-width:1}.dash{stroke-dasharray:5 4}"
    ".line.s0,.thin.s0,.dash.s0,.ring.s0{stroke:#0072b2}"
    ".line.s1,.thin.s1,.dash.s1,.ring.s1{stroke:#d55e00}"
    ".line.s2,.thin.s2,.dash.s2,.ring.s2{stroke:#009e73}"
    ".line.s3,.thin.s3,.dash.s3,.ring.s3{stroke:#e69f00}"
    ".line.s4,.thin.s4,.dash.s4,.ring.s4{stroke:#cc79a7}"
    ".line.mute,.thin.mute,.dash.mute,.ring.mute{stroke:#57606a}"
    "rect.best{stroke:#d55e00;stroke-width:3}";

// What stands between the first `before` and the next `after`.
std::string_view Between(std::string_view text, std::string_view before, std::string_view after) {
  const size_t start = text.find(before);
  GF_CHECK(start != std::string_view::npos);
  const size_t end = text.find(after, start + before.size());
  GF_CHECK(end != std::string_view::npos);
  return text.substr(start + before.size(), end - start - before.size());
}

double Number(std::string_view text) { return std::stod(std::string(text)); }

}  // namespace

std::string SvgFile(const std::string& figure) {
  if (figure.empty()) return "";
  const std::string_view caption = Between(figure, "<figcaption>", "</figcaption>");
  const std::string_view chart = Between(figure, "<svg ", "</svg>");
  const double caption_end = kMargin + TextWidth(caption) * 1.2;
  const double width = std::max(Number(Between(chart, " width=\"", "\"")), caption_end) + kMargin;
  const double height = Number(Between(chart, " height=\"", "\"")) + kCaptionHeight + kMargin;
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\"><style>{2}</style>"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
      "<text class=\"caption\" x=\"{3}\" y=\"18\">{4}</text><svg y=\"{5}\" {6}</svg></svg>\n",
      width, height, kStyle, kMargin, caption, kCaptionHeight, chart);
}

}  // namespace gridfold::report
