#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/worker/model/tree/small_tree.h"
#include "worker/model/tree/tree_svg.h"
#include "worker/model/tree/tree_text.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kNames = {"cat", "dog"};

size_t CountOf(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(TreeTextTest, EachSideOfASplitIsALine) {
  EXPECT_EQ(TreeText(SmallTree(), kNames, 9),
            "|--- feature_2 <= 0.5\n"
            "|   |--- class: cat, 4 of 4 rows\n"
            "|--- feature_2 >  0.5\n"
            "|   |--- feature_0 <= -1.25\n"
            "|   |   |--- class: dog, 7 of 8 rows\n"
            "|   |--- feature_0 >  -1.25\n"
            "|   |   |--- class: cat, 5 of 5 rows\n");
}

TEST(TreeTextTest, BelowTheDepthLevelsAreCounted) {
  EXPECT_EQ(TreeText(SmallTree(), kNames, 1),
            "|--- feature_2 <= 0.5\n"
            "|   |--- class: cat, 4 of 4 rows\n"
            "|--- feature_2 >  0.5\n"
            "|   |--- class: dog, 7 of 13 rows (1 more level)\n");
  EXPECT_EQ(TreeText(SmallTree(), kNames, 0), "|--- class: dog, 7 of 17 rows (2 more levels)\n");
}

TEST(TreeSvgTest, EveryNodeIsABoxWithItsSplitItsBarsAndItsClass) {
  const std::string svg = TreeSvg(SmallTree(), kNames, 9);
  EXPECT_EQ(CountOf(svg, "<g>"), 5u);
  EXPECT_EQ(CountOf(svg, "</g>"), 5u);
  EXPECT_EQ(CountOf(svg, "<path "), 4u);
  // The paper, five boxes, and a bar for each class that a node has rows of.
  EXPECT_EQ(CountOf(svg, "<rect "), 1u + 5 + 8);
  EXPECT_THAT(svg, HasSubstr(">feature_2 &lt;= 0.5<"));
  EXPECT_THAT(svg, HasSubstr(">feature_0 &lt;= -1.25<"));
  EXPECT_EQ(CountOf(svg, ">leaf<"), 3u);
  EXPECT_THAT(svg, HasSubstr(">7 of 13 rows<"));
  EXPECT_THAT(svg, HasSubstr("cat: 10\ndog: 7<"));
  EXPECT_TRUE(svg.starts_with("<svg xmlns=")) << svg.substr(0, 40);
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
}

TEST(TreeSvgTest, BoxesOfOneLevelDoNotOverlap) {
  const std::string svg = TreeSvg(SmallTree(), kNames, 9);
  // Leaves from the left: nodes 1, 3, 4; node 2 in the middle of 3 and 4, the root of 1 and 2.
  for (const char* x : {"x=\"91.0\"", "x=\"253.0\"", "x=\"415.0\"", "x=\"334.0\"", "x=\"212.5\""}) {
    EXPECT_THAT(svg, HasSubstr(std::string("<text ") + x));
  }
}

TEST(TreeSvgTest, TheDepthEndsTheDrawing) {
  const std::string svg = TreeSvg(SmallTree(), kNames, 1);
  EXPECT_EQ(CountOf(svg, "<g>"), 3u);
  EXPECT_THAT(svg, HasSubstr(">1 more level<"));
  EXPECT_THAT(svg, Not(HasSubstr("-1.25")));
  EXPECT_EQ(CountOf(TreeSvg(SmallTree(), kNames, 0), "<path "), 0u);
}

TEST(TreeSvgTest, NamesCannotBecomeMarkup) {
  const std::vector<std::string> names = {"<script>alert(1)</script>", "a&\"b\"\x01"};
  const std::string svg = TreeSvg(SmallTree(), names, 9);
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("a&amp;&quot;b&quot; <"));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;: 10"));
  // Cut where a character of two bytes begins.
  const std::vector<std::string> long_names = {"", "123456789012345\xc3\xa4\xc3\xa4"};
  EXPECT_THAT(TreeSvg(SmallTree(), long_names, 9), HasSubstr(">123456789012345...<"));
}

}  // namespace
}  // namespace gridfold
