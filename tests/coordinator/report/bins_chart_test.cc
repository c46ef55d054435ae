#include "coordinator/report/bins_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(BinsChartTest, EachBinThatIsNotEmptyIsABarWithItsRange) {
  const std::string chart = Draw(BinsChart{{.title = "Values"}, 0, 255, {7, 0, 3}});
  EXPECT_THAT(chart, HasSubstr("<title>0 to 85: 7</title>"));
  EXPECT_THAT(chart, HasSubstr("<title>170 to 255: 3</title>"));
  EXPECT_THAT(chart, Not(HasSubstr("85 to 170")));
}

TEST(BinsChartTest, WithoutBinsThereIsNoChart) { EXPECT_EQ(Draw(BinsChart{}), ""); }

TEST(BinsChartTest, CountsOfZeroAreAnEmptyFrame) {
  const std::string chart = Draw(BinsChart{{.title = "Values"}, 0, 1, {0, 0}});
  EXPECT_THAT(chart, HasSubstr("</svg>"));
  EXPECT_THAT(chart, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace gridfold::report
