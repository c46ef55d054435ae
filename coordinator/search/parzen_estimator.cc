#include "coordinator/search/parzen_estimator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "common/base/check.h"
#include "coordinator/search/truncated_normal.h"

namespace gridfold {
namespace {

constexpr double kBandwidth = 0.2;
constexpr size_t kFullWeights = 25;
constexpr double kPriorWeightMax = 1e250;  // of more than a hundred axes
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> Weights(size_t observations, double prior) {
  std::vector<double> weights(observations + 1, 1.0);
  weights.back() = prior;
  const auto n = static_cast<double>(observations);
  const size_t ramp = observations > kFullWeights ? observations - kFullWeights : 0;
  for (size_t i = 0; i < ramp; ++i) {
    const double share = i == 0 ? 0 : static_cast<double>(i) / static_cast<double>(ramp - 1);
    weights[i] = 1 / n + (1 - 1 / n) * share;
  }
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

double Middle(const SearchAxis& axis) { return (axis.low() + axis.high()) / 2; }

}  // namespace

ParzenEstimator::ParzenEstimator(const std::vector<SearchAxis>& axes,
                                 std::vector<AxisPoint> observations, Prior prior)
    : axes_(axes), observations_(std::move(observations)), prior_(prior) {
  GF_CHECK(!axes_.empty());
  for (const SearchAxis& axis : axes_) deviations_.push_back(Deviation(axis));
  weights_ = Weights(observations_.size(), PriorWeight());
}

double ParzenEstimator::PriorWeight() const {
  double weight = 1;
  if (prior_ == Prior::kEven) return weight;
  for (size_t i = 0; i < axes_.size(); ++i) {
    if (axes_[i].kind() != SearchAxis::Kind::kLine) continue;
    weight *= (axes_[i].high() - axes_[i].low()) / deviations_[i];
    weight = std::min(weight, kPriorWeightMax);
  }
  return weight;
}

double ParzenEstimator::Deviation(const SearchAxis& axis) const {
  const double width = axis.high() - axis.low();
  const auto n = static_cast<double>(std::max<size_t>(observations_.size(), 1));
  const double scott = kBandwidth * std::pow(n, -1.0 / static_cast<double>(axes_.size() + 4));
  const double least = 1 / std::min(100.0, static_cast<double>(observations_.size()) + 2);
  return width * std::clamp(scott, least, 1.0);
}

double ParzenEstimator::SampleChoice(size_t axis, size_t kernel, Random& random) const {
  const auto size = static_cast<double>(axes_[axis].size());
  const auto n = static_cast<double>(observations_.size());
  const bool high = IsPrior(kernel) && prior_ == Prior::kHigh && n > 0;
  // A share of the mass is even over all choices, the rest is at the observed ones.
  const double even = high ? size / (size + n) : size / (size + n + 1);
  const bool anywhere = random.Uniform() < even;
  const auto any = static_cast<double>(random.Below(static_cast<uint64_t>(axes_[axis].size())));
  if (anywhere || (IsPrior(kernel) && !high)) return any;
  return observations_[high ? random.Below(observations_.size()) : kernel][axis];
}

double ParzenEstimator::SampleAxis(size_t axis, size_t kernel, Random& random) const {
  const SearchAxis& one = axes_[axis];
  if (one.kind() == SearchAxis::Kind::kChoice) return SampleChoice(axis, kernel, random);
  const double mean = IsPrior(kernel) ? Middle(one) : observations_[kernel][axis];
  const double deviation = IsPrior(kernel) ? one.high() - one.low() : deviations_[axis];
  const double z = TruncatedNormalQuantile(random.Uniform(), (one.low() - mean) / deviation,
                                           (one.high() - mean) / deviation);
  return one.Snap(std::clamp(mean + deviation * z, one.low(), one.high()));
}

AxisPoint ParzenEstimator::Sample(Random& random) const {
  size_t kernel = 0;
  double rest = random.Uniform();
  while (kernel + 1 < weights_.size() && rest >= weights_[kernel]) rest -= weights_[kernel++];
  AxisPoint point;
  for (size_t axis = 0; axis < axes_.size(); ++axis) {
    point.push_back(SampleAxis(axis, kernel, random));
  }
  return point;
}

double ParzenEstimator::LogNormalKernel(const SearchAxis& axis, double mean, double deviation,
                                        double coordinate) const {
  const auto z = [&](double x) { return (x - mean) / deviation; };
  const double covered = std::log(NormalMass(z(axis.low()), z(axis.high())));
  if (axis.kind() == SearchAxis::Kind::kSteps) {
    return std::log(NormalMass(z(coordinate - 0.5), z(coordinate + 0.5))) - covered;
  }
  const double at = z(coordinate);
  return -at * at / 2 - std::log(2 * std::numbers::pi) / 2 - std::log(deviation) - covered;
}

double ParzenEstimator::LogChoiceKernel(size_t axis, size_t kernel, double coordinate) const {
  const auto size = static_cast<double>(axes_[axis].size());
  const auto n = static_cast<double>(observations_.size());
  const auto hits = [&](const AxisPoint& one) { return one[axis] == coordinate; };
  if (IsPrior(kernel) && prior_ == Prior::kEven) return -std::log(size);
  if (IsPrior(kernel)) {
    const auto count = std::count_if(observations_.begin(), observations_.end(), hits);
    return std::log((static_cast<double>(count) + 1) / (n + size));
  }
  const double other = 1 / (n + 1);
  return std::log(((hits(observations_[kernel]) ? 1 : 0) + other) / (1 + size * other));
}

double ParzenEstimator::LogKernel(size_t axis, size_t kernel, double coordinate) const {
  const SearchAxis& one = axes_[axis];
  if (one.kind() == SearchAxis::Kind::kChoice) return LogChoiceKernel(axis, kernel, coordinate);
  if (IsPrior(kernel)) {
    return LogNormalKernel(one, Middle(one), one.high() - one.low(), coordinate);
  }
  return LogNormalKernel(one, observations_[kernel][axis], deviations_[axis], coordinate);
}

double ParzenEstimator::LogDensity(const AxisPoint& point) const {
  GF_CHECK(point.size() == axes_.size());
  std::vector<double> logs;
  double highest = -kInfinity;  // the prior's is finite
  for (size_t kernel = 0; kernel < weights_.size(); ++kernel) {
    double log = std::log(weights_[kernel]);
    for (size_t axis = 0; axis < axes_.size(); ++axis) log += LogKernel(axis, kernel, point[axis]);
    logs.push_back(log);
    highest = std::max(highest, log);
  }
  double sum = 0;
  for (const double log : logs) sum += std::exp(log - highest);
  return highest + std::log(sum);
}

}  // namespace gridfold
