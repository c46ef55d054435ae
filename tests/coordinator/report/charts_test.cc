#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <regex>

#include "coordinator/report/bar_chart.h"
#include "coordinator/report/confusion_chart.h"
#include "coordinator/report/heat_map.h"
#include "coordinator/report/histogram_chart.h"
#include "coordinator/report/line_chart.h"
#include "coordinator/report/scatter_chart.h"

namespace gridfold::report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(ScatterChartTest, EachFiniteMarkIsDrawnOnce) {
  ScatterChart chart;
  chart.marks = {{.x = 1, .y = 2}, {.x = kNan, .y = 2}, {.x = 1, .y = kNan}, {.x = 3, .y = 4}};
  EXPECT_EQ(Count(Draw(chart), "<circle"), 2u);
}

TEST(ScatterChartTest, WithoutAFiniteMarkThereIsNoChart) {
  ScatterChart chart;
  EXPECT_EQ(Draw(chart), "");
  chart.marks = {{.x = kNan, .y = 1}};
  EXPECT_EQ(Draw(chart), "");
}

TEST(ScatterChartTest, OneMarkAndInfiniteErrorBarsAreDrawn) {
  ScatterChart chart;
  chart.marks = {{.x = 0, .y = 0, .low = -std::numeric_limits<double>::infinity(), .high = 1}};
  const std::string text = Draw(chart);
  EXPECT_EQ(Count(text, "<circle"), 1u);
  EXPECT_THAT(text, Not(HasSubstr("nan")));
  EXPECT_THAT(text, Not(HasSubstr("inf")));
}

TEST(LineChartTest, LongLinesAreThinnedAndKeepTheirEnds) {
  LineChart chart;
  LineSeries series{"loss", {}, "s0", false};
  for (int i = 1; i <= 3000; ++i) series.spots.push_back({static_cast<double>(i), 1.0 / i});
  chart.series = {series};
  const std::string text = Draw(chart);
  std::smatch path;
  ASSERT_TRUE(std::regex_search(text, path, std::regex("<path d=\"([^\"]*)\"")));
  EXPECT_EQ(Count(path[1], "L"), 199u);
}

TEST(LineChartTest, ALineOfOneSpotIsADot) {
  LineChart chart;
  chart.series = {{"loss", {{1, 0.5}, {2, kNan}}, "s0", false}};
  EXPECT_EQ(Count(Draw(chart), "<circle"), 1u);
  chart.series = {{"loss", {{1, kNan}}, "s0", false}};
  EXPECT_EQ(Draw(chart), "");
}

TEST(BarChartTest, BarsNameGroupSeriesAndValue) {
  BarChart chart;
  chart.groups = {"cat", "dog"};
  chart.series = {{"precision", "s0", {0.25, std::nullopt}}, {"recall", "s1", {0.5, 1.0}}};
  const std::string text = Draw(chart);
  EXPECT_THAT(text, HasSubstr("<title>cat, precision: 0.2500</title>"));
  EXPECT_THAT(text, HasSubstr("<title>dog, recall: 1.0000</title>"));
  EXPECT_EQ(Count(text, "<rect"), 3u + 2u);  // and two boxes of the legend
}

TEST(BarChartTest, MissingAndZeroBarsAreFine) {
  BarChart chart;
  EXPECT_EQ(Draw(chart), "");
  chart.groups = {"a"};
  chart.series = {{"recall", "s0", {std::nullopt}}};
  EXPECT_THAT(Draw(chart), HasSubstr("<svg"));
}

TEST(HistogramTest, CountsAreComplete) {
  HistogramChart chart;
  chart.rows = {{"rbf", {0, 0.5, 0.5, 1, kNan}}, {"poly", {}}, {"linear", {1, 1}}};
  const std::string text = Draw(chart);
  size_t sum = 0;
  const std::regex counts(": (\\d+) trial");
  for (std::sregex_iterator it(text.begin(), text.end(), counts), end; it != end; ++it) {
    sum += std::stoul((*it)[1]);
  }
  EXPECT_EQ(sum, 6u);
}

TEST(HistogramTest, EqualScoresAreOneBar) {
  HistogramChart chart;
  chart.rows = {{"a", {0.5, 0.5}}};
  EXPECT_THAT(Draw(chart), HasSubstr(": 2 trials"));
  chart.rows = {{"a", {kNan}}};
  EXPECT_EQ(Draw(chart), "");
}

TEST(HeatMapTest, ShowsEachValueAndMarksTheBest) {
  HeatMap map;
  map.text = {.title = "t", .x_title = "C", .y_title = "gamma"};
  map.x_names = {"1", "10"};
  map.y_names = {"0.1", "0.2"};
  map.values = {0.5, 0.75, std::nullopt, kNan};
  map.best = 1;
  const std::string text = Draw(map);
  EXPECT_THAT(text, HasSubstr("C = 10, gamma = 0.1: 0.7500"));
  EXPECT_THAT(text, HasSubstr("0.7500 ★"));
  EXPECT_EQ(Count(text, "<rect"), 2u);
  map.values = {std::nullopt, std::nullopt, std::nullopt, std::nullopt};
  EXPECT_EQ(Draw(map), "");
}

TEST(HeatMapTest, TheBestEndIsBrightForBothGoals) {
  EXPECT_EQ(HeatColour(1), "#fde725");
  EXPECT_EQ(HeatColour(0), "#440154");
  EXPECT_TRUE(HeatIsDark(0));
  EXPECT_FALSE(HeatIsDark(1));
  HeatMap map;
  map.x_names = {"a"};
  map.y_names = {"0", "1"};
  map.values = {0.1, 0.9};
  map.maximize = false;
  const std::string text = Draw(map);
  EXPECT_LT(text.find("#fde725"), text.find("#440154"));
}

TEST(ConfusionChartTest, HoldsTheCountsAndRefusesAWrongSize) {
  const std::string text = DrawConfusion({40, 3, 7, 50}, {"cat", "dog"}, "c");
  EXPECT_THAT(text, HasSubstr("actual dog, predicted cat: 7 of 57"));
  EXPECT_EQ(Count(text, "<rect"), 4u);
  EXPECT_EQ(DrawConfusion({1, 2, 3}, {"cat", "dog"}, "c"), "");
  EXPECT_EQ(DrawConfusion({}, {}, "c"), "");
}

}  // namespace
}  // namespace gridfold::report
