#include "coordinator/report/histogram_chart.h"

#include <algorithm>

#include "coordinator/report/markup.h"

namespace gridfold::report {
namespace {

constexpr size_t kBins = 24;
constexpr double kRow = 36;

std::vector<size_t> CountBins(const std::vector<double>& values, double low, double high) {
  std::vector<size_t> bins(kBins);
  for (const double value : values) {
    const double share = high > low ? (value - low) / (high - low) : 0.5;
    const auto bin = static_cast<size_t>(share * static_cast<double>(kBins));
    ++bins[std::min(bin, kBins - 1)];
  }
  return bins;
}

void DrawRow(Plot& plot, const std::vector<size_t>& bins, size_t most, double base, double low,
             double high) {
  const double step = (high - low) / static_cast<double>(kBins);
  for (size_t b = 0; b < kBins; ++b) {
    if (bins[b] == 0) continue;
    const double from = low + step * static_cast<double>(b);
    const double left = high > low ? plot.X(from) : plot.X(low) - 5;
    const double right = high > low ? plot.X(from + step) : plot.X(low) + 5;
    const double height = (kRow - 6) * static_cast<double>(bins[b]) / static_cast<double>(most);
    plot.svg().Box(
        {left, base - height}, right - left - 1, height, "box s0",
        NumberText(from) + " to " + NumberText(from + step) + ": " + Counted(bins[b], "trial"));
  }
}

}  // namespace

std::string Draw(const HistogramChart& chart) {
  std::vector<double> all;
  std::vector<std::string> names;
  for (const HistogramRow& row : chart.rows) {
    const std::vector<double> finite = FiniteOf(row.values);
    all.insert(all.end(), finite.begin(), finite.end());
    names.push_back(row.name);
  }
  if (all.empty()) return "";
  const double low = *std::min_element(all.begin(), all.end());
  const double high = *std::max_element(all.begin(), all.end());
  size_t most = 1;
  std::vector<std::vector<size_t>> rows;
  for (const HistogramRow& row : chart.rows) {
    rows.push_back(CountBins(FiniteOf(row.values), low, high));
    most = std::max(most, *std::max_element(rows.back().begin(), rows.back().end()));
  }
  PlotText text = chart.text;
  text.height = kRow * static_cast<double>(rows.size());
  // Categories run upwards; the first name belongs to the top.
  std::reverse(names.begin(), names.end());
  Plot plot(text, AxisScale::Linear(low, high), AxisScale::Categories(names));
  for (size_t r = 0; r < rows.size(); ++r) {
    DrawRow(plot, rows[r], most, plot.top() + kRow * static_cast<double>(r + 1) - 2, low, high);
  }
  return plot.Finish();
}

}  // namespace gridfold::report
