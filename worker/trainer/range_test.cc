#include "worker/trainer/range_test.h"

#include <algorithm>
#include <cmath>

namespace gridfold {
namespace {

constexpr int64_t kPointsMax = 100;
constexpr double kBreakdown = 4;

}  // namespace

RangeTest::RangeTest(int64_t steps)
    : batches_per_point_(std::max<int64_t>(1, (steps + kPointsMax - 1) / kPointsMax)) {}

void RangeTest::Add(double rate, double loss) {
  if (!std::isfinite(loss)) {
    over_ = true;
    stopped_rate_ = rate;
    return;
  }
  log_rates_ += std::log(rate);
  losses_ += loss;
  if (++batches_ < batches_per_point_) return;
  const auto count = static_cast<double>(batches_);
  points_.push_back({std::exp(log_rates_ / count), losses_ / count});
  batches_ = 0;
  log_rates_ = losses_ = 0;
  if (points_.back().loss <= kBreakdown * points_[Lowest()].loss) return;
  over_ = true;
  stopped_rate_ = rate;
}

size_t RangeTest::Lowest() const {
  const auto lowest =
      std::min_element(points_.begin(), points_.end(),
                       [](const Point& a, const Point& b) { return a.loss < b.loss; });
  return static_cast<size_t>(lowest - points_.begin());
}

std::map<std::string, double> RangeTest::Facts() const {
  std::map<std::string, double> facts;
  if (over_) facts["range_stopped_rate"] = stopped_rate_;
  if (points_.empty()) return facts;
  const size_t lowest = Lowest();
  facts["range_lowest_rate"] = points_[lowest].rate;
  const auto smooth = [this](size_t i) {
    const size_t first = i == 0 ? 0 : i - 1, last = std::min(i + 1, points_.size() - 1);
    double sum = 0;
    for (size_t j = first; j <= last; ++j) sum += points_[j].loss;
    return sum / static_cast<double>(last - first + 1);
  };
  double steepest = 0;
  for (size_t i = 1; i <= lowest; ++i) {
    const double step = std::log(points_[i].rate / points_[i - 1].rate);
    const double slope = step > 0 ? (smooth(i) - smooth(i - 1)) / step : 0;
    if (slope >= steepest) continue;
    steepest = slope;
    facts["range_steepest_rate"] = points_[i].rate;
  }
  return facts;
}

}  // namespace gridfold
