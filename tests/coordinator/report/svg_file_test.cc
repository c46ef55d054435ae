#include "coordinator/report/svg_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/report/bar_chart.h"
#include "coordinator/report/confusion_chart.h"

namespace gridfold::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Bars() {
  return Draw(BarChart{{.title = "Rows & <classes>"}, {"a"}, {{"training", "s0", {3.0}}}});
}

TEST(SvgFileTest, HoldsTheChartItsCaptionAndItsStyleAndNoHtml) {
  const std::string file = SvgFile(Bars());
  EXPECT_THAT(file, StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns="));
  EXPECT_THAT(file, EndsWith("</svg></svg>\n"));
  EXPECT_THAT(file, HasSubstr("y=\"18\">Rows &amp; &lt;classes&gt;</text>"));
  EXPECT_THAT(file, HasSubstr("a, training: 3"));
  EXPECT_THAT(file, HasSubstr(".box.s0"));
  EXPECT_THAT(file, Not(HasSubstr("var(")));
  EXPECT_THAT(file, Not(HasSubstr("<fig")));
}

TEST(SvgFileTest, IsAsWideAsItsCaptionNeeds) {
  const std::string caption(120, 'x');
  const std::string file = SvgFile(DrawConfusion({1, 0, 0, 1}, {"a", "b"}, caption));
  const size_t at = file.find("width=\"");
  EXPECT_GT(std::stod(file.substr(at + 7)), 120 * 6.3);
}

TEST(SvgFileTest, NoChartGivesNoFile) { EXPECT_EQ(SvgFile(""), ""); }

}  // namespace
}  // namespace gridfold::report
