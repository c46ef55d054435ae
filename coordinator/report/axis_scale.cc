#include "coordinator/report/axis_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "common/base/check.h"

namespace gridfold::report {
namespace {

constexpr double kMargin = 0.05;
constexpr double kTicksAbout = 5;

// 1, 2 or 5 times a power of ten, near `span` / kTicksAbout.
double RoundStep(double span) {
  const double raw = span / kTicksAbout;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  const double lead = raw / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

// All labels of an axis show as many decimals as its step needs.
std::string TickLabel(double value, double step) {
  const double size = std::max(std::fabs(value), step);
  if (size >= 1e6 || step < 1e-5) return fmt::format("{:.6g}", value);
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return fmt::format("{:.{}f}", value, decimals);
}

std::vector<Tick> LinearTicks(double low, double high, double step_min) {
  std::vector<Tick> ticks;
  const double step = std::max(RoundStep(high - low), step_min);
  const auto first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
  for (double k = first; k <= last && ticks.size() < 20; ++k) {
    // A product, not a sum of steps, so that 0 is 0; adding 0 turns -0 into it.
    const double value = k * step + 0.0;
    ticks.push_back({(value - low) / (high - low), TickLabel(value, step)});
  }
  return ticks;
}

std::vector<Tick> LogTicks(double low, double high) {
  std::vector<Tick> ticks;
  const double decades = high - low;
  const bool fine = decades < 2;
  const double stride = std::max(1.0, std::ceil(decades / 8));
  for (double power = std::floor(low); power <= high; power += stride) {
    for (const double lead : {1.0, 2.0, 5.0}) {
      if (lead > 1 && !fine) break;
      const double place = (power + std::log10(lead) - low) / decades;
      if (place < -1e-9 || place > 1 + 1e-9) continue;
      ticks.push_back({place, fmt::format("{:g}", lead * std::pow(10, power))});
    }
  }
  return ticks;
}

}  // namespace

AxisScale AxisScale::Linear(double low, double high, bool whole) {
  GF_CHECK(std::isfinite(low) && std::isfinite(high) && low <= high);
  // Doubles near their ends have no span; nobody reads such an axis, but it must be one.
  constexpr double kHuge = 1e300, kTiny = 1e-300;
  low = std::clamp(low, -kHuge, kHuge);
  high = std::clamp(high, -kHuge, kHuge);
  double margin = (high - low) * kMargin;
  const double size = std::max(std::fabs(low), std::fabs(high));
  if (margin <= size * 1e-12) margin = size > kTiny ? size * kMargin : 1;
  AxisScale scale;
  scale.low_ = low - margin;
  scale.high_ = high + margin;
  scale.ticks_ = LinearTicks(scale.low_, scale.high_, whole ? 1 : 0);
  return scale;
}

AxisScale AxisScale::FromZero(double high) {
  GF_CHECK(std::isfinite(high));
  AxisScale scale;
  scale.high_ = high > 0 ? high : 1;
  scale.ticks_ = LinearTicks(0, scale.high_, 0);
  return scale;
}

AxisScale AxisScale::Log(double low, double high) {
  GF_CHECK(low > 0 && std::isfinite(high) && low <= high);
  AxisScale scale;
  scale.is_log_ = true;
  const double from = std::log10(low), to = std::log10(high);
  const double margin = to - from < 1e-9 ? std::log10(2.0) : (to - from) * kMargin;
  scale.low_ = from - margin;
  scale.high_ = to + margin;
  scale.ticks_ = LogTicks(scale.low_, scale.high_);
  return scale;
}

AxisScale AxisScale::Categories(const std::vector<std::string>& names) {
  AxisScale scale;
  scale.low_ = -0.5;
  scale.high_ = static_cast<double>(std::max<size_t>(names.size(), 1)) - 0.5;
  for (size_t i = 0; i < names.size(); ++i) {
    scale.ticks_.push_back({scale.Place(static_cast<double>(i)), names[i]});
  }
  return scale;
}

AxisScale AxisScale::Fitting(const std::vector<double>& values, bool prefers_log, bool whole) {
  const std::vector<double> finite = FiniteOf(values);
  if (finite.empty()) return FromZero(1);
  const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
  if (*low > 0 && *low < *high && (prefers_log || *high / *low >= 100)) return Log(*low, *high);
  return Linear(*low, *high, whole);
}

AxisScale AxisScale::WithTicksAt(const std::vector<double>& values) const {
  AxisScale scale = *this;
  scale.ticks_.clear();
  for (const double value : values) {
    scale.ticks_.push_back({Place(value), fmt::format("{:.6g}", value)});
  }
  return scale;
}

double AxisScale::Place(double value) const {
  const double at = is_log_ ? std::log10(value) : value;
  return std::clamp((at - low_) / (high_ - low_), 0.0, 1.0);
}

std::vector<double> FiniteOf(const std::vector<double>& values) {
  std::vector<double> finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
               [](double value) { return std::isfinite(value); });
  return finite;
}

}  // namespace gridfold::report
