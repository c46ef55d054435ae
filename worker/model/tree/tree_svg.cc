#include "worker/model/tree/tree_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "worker/model/tree/tree_text.h"

namespace gridfold {
namespace {

// In pixels.
constexpr double kBoxWidth = 150, kBoxHeight = 92, kBetweenBoxes = 12, kBetweenLevels = 44;
constexpr double kMargin = 16, kBarsHeight = 34, kBarsBottom = 60, kLine = 15;
// Class names longer than this are cut in a box; the tooltip has all of them.
constexpr size_t kNameMax = 16;

// Ten colours that differ also in print (Tableau's), then again from the first.
constexpr std::array<const char*, 10> kColours = {"#4e79a7", "#f28e2b", "#e15759", "#76b7b2",
                                                  "#59a14f", "#edc948", "#b07aa1", "#ff9da7",
                                                  "#9c755f", "#7f7f7f"};

std::string Escape(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        // XML has no place for other control characters.
        safe += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return safe;
}

// The beginning of a name, not cut inside a character of UTF-8.
std::string Shorten(const std::string& name) {
  if (name.size() <= kNameMax) return name;
  size_t end = kNameMax;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  return name.substr(0, end) + "...";
}

class Drawing {
 public:
  Drawing(const DecisionTree& tree, std::span<const std::string> classes, int64_t depth_max)
      : tree_(tree), classes_(classes), depth_max_(depth_max), levels_(LevelsBelow(tree)) {
    PlaceNodes();
  }

  std::string Draw() {
    const double width = 2 * kMargin + leaves_ * (kBoxWidth + kBetweenBoxes) - kBetweenBoxes;
    const double height = 2 * kMargin + (deepest_ + 1) * kBoxHeight + deepest_ * kBetweenLevels;
    fmt::format_to(Out(),
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
                   "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"sans-serif\" font-size=\"11\" "
                   "text-anchor=\"middle\">\n"
                   "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"white\"/>\n",
                   width, height);
    for (size_t i = 0; i < tree_.nodes.size(); ++i) {
      if (IsSplit(i)) DrawEdges(i);
    }
    for (size_t i = 0; i < tree_.nodes.size(); ++i) {
      if (tree_.nodes[i].depth <= depth_max_) DrawNode(i);
    }
    return svg_ + "</svg>\n";
  }

 private:
  std::back_insert_iterator<std::string> Out() { return std::back_inserter(svg_); }
  bool IsSplit(size_t i) const {
    return !tree_.nodes[i].is_leaf() && tree_.nodes[i].depth < depth_max_;
  }
  size_t Right(size_t i) const { return static_cast<size_t>(tree_.nodes[i].right); }
  double Top(size_t i) const {
    return kMargin + tree_.nodes[i].depth * (kBoxHeight + kBetweenLevels);
  }

  // Leaves in their order from the left; then, from the last node to the first, splits above them.
  void PlaceNodes() {
    middle_.resize(tree_.nodes.size());
    for (size_t i = 0; i < tree_.nodes.size(); ++i) {
      if (tree_.nodes[i].depth > depth_max_) continue;
      deepest_ = std::max(deepest_, tree_.nodes[i].depth);
      if (IsSplit(i)) continue;
      middle_[i] = kMargin + kBoxWidth / 2 + leaves_++ * (kBoxWidth + kBetweenBoxes);
    }
    for (size_t i = tree_.nodes.size(); i-- > 0;) {
      if (IsSplit(i)) middle_[i] = (middle_[i + 1] + middle_[Right(i)]) / 2;
    }
  }

  void DrawEdges(size_t i) {
    const double from = Top(i) + kBoxHeight, to = from + kBetweenLevels;
    for (const size_t child : {i + 1, Right(i)}) {
      fmt::format_to(Out(),
                     "<path d=\"M{0:.1f} {1:.1f}C{0:.1f} {2:.1f} {3:.1f} {2:.1f} {3:.1f} {4:.1f}\" "
                     "fill=\"none\" stroke=\"#888\"/>\n",
                     middle_[i], from, (from + to) / 2, middle_[child], to);
    }
  }

  void Text(double x, double y, const char* style, const std::string& text) {
    fmt::format_to(Out(), "<text x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>\n", x, y, style,
                   Escape(text));
  }

  std::string Heading(size_t i) const {
    const TreeNode& node = tree_.nodes[i];
    if (IsSplit(i)) return fmt::format("feature_{} <= {:.4g}", node.feature, node.threshold);
    if (levels_[i] == 0) return "leaf";
    return fmt::format("{} more level{}", levels_[i], levels_[i] == 1 ? "" : "s");
  }

  std::string Tooltip(size_t i) const {
    const auto number = static_cast<int64_t>(i);
    std::string text = fmt::format("node {}, {} {:.4f}", i, CriterionName(tree_.criterion),
                                   tree_.ImpurityOf(number));
    const auto counts = tree_.CountsOf(number);
    for (size_t c = 0; c < counts.size(); ++c) {
      if (counts[c] > 0) text += fmt::format("\n{}: {}", classes_[c], counts[c]);
    }
    return text;
  }

  void DrawBars(size_t i) {
    const auto counts = tree_.CountsOf(static_cast<int64_t>(i));
    const double most = *std::max_element(counts.begin(), counts.end());
    const double wide = (kBoxWidth - 16) / static_cast<double>(counts.size());
    for (size_t c = 0; c < counts.size(); ++c) {
      if (counts[c] == 0) continue;
      const double high = std::max(0.5, kBarsHeight * counts[c] / most);
      fmt::format_to(Out(),
                     "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" "
                     "fill=\"{}\"/>\n",
                     middle_[i] - kBoxWidth / 2 + 8 + static_cast<double>(c) * wide,
                     Top(i) + kBarsBottom - high, wide * 0.85, high, kColours[c % kColours.size()]);
    }
  }

  void DrawNode(size_t i) {
    const auto majority = static_cast<size_t>(tree_.nodes[i].majority);
    const int64_t rows = tree_.RowsOf(static_cast<int64_t>(i));
    const double x = middle_[i], y = Top(i);
    fmt::format_to(Out(),
                   "<g>\n<title>{}</title>\n<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.0f}\" "
                   "height=\"{:.0f}\" rx=\"5\" fill=\"#fafafa\" stroke=\"{}\"/>\n",
                   Escape(Tooltip(i)), x - kBoxWidth / 2, y, kBoxWidth, kBoxHeight,
                   kColours[majority % kColours.size()]);
    Text(x, y + kLine, IsSplit(i) ? " font-weight=\"bold\"" : " fill=\"#777\"", Heading(i));
    DrawBars(i);
    Text(x, y + kBarsBottom + kLine, " font-weight=\"bold\"", Shorten(classes_[majority]));
    Text(x, y + kBarsBottom + 1.8 * kLine, " fill=\"#555\"",
         fmt::format("{} of {} rows", tree_.CountsOf(static_cast<int64_t>(i))[majority], rows));
    svg_ += "</g>\n";
  }

  const DecisionTree& tree_;
  const std::span<const std::string> classes_;
  const int64_t depth_max_;
  const std::vector<int32_t> levels_;
  std::vector<double> middle_;  // of each node, from the left
  int32_t deepest_ = 0, leaves_ = 0;
  std::string svg_;
};

}  // namespace

std::string TreeSvg(const DecisionTree& tree, std::span<const std::string> classes,
                    int64_t depth_max) {
  return Drawing(tree, classes, depth_max).Draw();
}

}  // namespace gridfold
