#include "coordinator/report/markup.h"

#include <gtest/gtest.h>

#include <limits>

#include "coordinator/report/page.h"
#include "coordinator/report/svg.h"

namespace gridfold::report {
namespace {

TEST(EscapedTest, NoCharacterThatMarkupKnowsIsLeft) {
  EXPECT_EQ(Escaped("<script>alert(\"x\" & 'y')</script>"),
            "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;");
}

TEST(EscapedTest, ControlCharactersAndBrokenUtf8AreShown) {
  EXPECT_EQ(Escaped("a\x1b\xFF\xE2\x80\xAE"), "a\\x1b\\xff\\u202e");
  EXPECT_EQ(Escaped("µ≈日本"), "µ≈日本");
}

TEST(EscapedTest, LinesStayLines) {
  EXPECT_EQ(EscapedLines("a: <1>\r\n\tb\n"), "a: &lt;1&gt;\n\tb\n");
  EXPECT_EQ(EscapedLines(""), "");
}

TEST(ShortenedTest, CutsCodePointsNotBytes) {
  EXPECT_EQ(Shortened("日本語", 3), "日本語");
  EXPECT_EQ(Shortened("日本語", 2), "日…");
  EXPECT_EQ(Shortened("", 2), "");
}

TEST(ElementTest, TextIsEscaped) {
  EXPECT_EQ(Element("td", "<b>", "long"), "<td class=\"long\">&lt;b&gt;</td>");
}

TEST(SvgTest, TextAndTooltipsAreEscaped) {
  Svg svg;
  svg.Text({1, 2}, "</text><script>", Anchor::kStart, "tick");
  svg.Circle({1, 2}, 3, "dot", "\"<&");
  const std::string text = svg.Finish(10, 10, "<t>");
  EXPECT_EQ(text.find("<script"), std::string::npos);
  EXPECT_NE(text.find("<title>&quot;&lt;&amp;</title>"), std::string::npos);
  EXPECT_NE(text.find("<title>&lt;t&gt;</title>"), std::string::npos);
}

TEST(SvgTest, PathsAreBrokenWhereAValueIsMissing) {
  Svg svg;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Spot spots[] = {{0, 0}, {1, 1}, {2, nan}, {3, 3}, {4, 4.25}};
  svg.Path(spots, "line");
  EXPECT_NE(svg.Finish(5, 5, "").find("d=\"M0 0L1 1M3 3L4 4.2\""), std::string::npos);
}

TEST(PageTest, NamesItsOwnScriptAndNoOther) {
  // SHA-256 in base 64 has 43 digits and one "=".
  const std::string page = Page("t", "s").Finish("f");
  const size_t at = page.find("script-src 'sha256-");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(page.substr(at + 19 + 43, 2), "='");
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(PageTest, SectionsWithoutContentAreLeftOut) {
  Page page("t", "s");
  page.AddSection("a", "First", "");
  page.AddSection("b", "Second", "<p>x</p>");
  const std::string text = page.Finish("");
  EXPECT_EQ(text.find("First"), std::string::npos);
  EXPECT_NE(text.find("<a href=\"#b\">Second</a>"), std::string::npos);
}

}  // namespace
}  // namespace gridfold::report
