#include "worker/trainer/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "common/base/check.h"

namespace gridfold {
namespace {

double PiecewiseRate(const std::vector<LearningRate::Knot>& points, double epoch) {
  // The last point that is reached, and the one after it.
  size_t reached = 0;
  while (reached < points.size() && points[reached].epoch <= epoch) ++reached;
  if (reached == 0) return points.front().rate;
  if (reached == points.size()) return points.back().rate;
  const LearningRate::Knot& left = points[reached - 1];
  const LearningRate::Knot& right = points[reached];
  const double share = (epoch - left.epoch) / (right.epoch - left.epoch);
  return left.rate + share * (right.rate - left.rate);
}

double CosineShare(const LearningRate& schedule, double epoch) {
  const double progress = std::min(epoch / schedule.decay_epochs, 1.0);
  const double wave = (1 + std::cos(std::numbers::pi * progress)) / 2;
  return (1 - schedule.alpha) * wave + schedule.alpha;
}

}  // namespace

double RateAt(const LearningRate& schedule, double epoch) {
  if (schedule.kind == LearningRate::Kind::kPiecewise) {
    GF_CHECK(!schedule.points.empty());
    return PiecewiseRate(schedule.points, epoch);
  }
  if (epoch < schedule.warmup_epochs) return schedule.base * (epoch / schedule.warmup_epochs);
  const double after = epoch - schedule.warmup_epochs;
  switch (schedule.kind) {
    case LearningRate::Kind::kStep:
      return schedule.base *
             std::pow(schedule.decay_rate, std::floor(after / schedule.decay_epochs));
    case LearningRate::Kind::kCosine:
      return schedule.base * CosineShare(schedule, after);
    case LearningRate::Kind::kRange:
      return schedule.min_rate *
             std::pow(schedule.max_rate / schedule.min_rate, after / schedule.decay_epochs);
    default:
      return schedule.base;
  }
}

void ReduceOnPlateau::EndEpoch(double value) {
  if (state_.cooling > 0) {
    --state_.cooling;
    state_.waited = 0;
  }
  if (IsBetter(settings_.monitor, value, state_.best, settings_.min_delta)) {
    state_.best = value;
    state_.waited = 0;
    return;
  }
  if (state_.cooling > 0) return;
  ++state_.waited;
  if (state_.waited < settings_.patience || state_.rate <= settings_.min_lr) return;
  state_.rate = std::max(state_.rate * settings_.factor, settings_.min_lr);
  state_.cooling = settings_.cooldown;
  state_.waited = 0;
}

}  // namespace gridfold
