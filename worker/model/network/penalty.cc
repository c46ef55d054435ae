#include "worker/model/network/penalty.h"

#include <algorithm>
#include <cmath>

namespace gridfold {

double Penalty(double l1, double l2, std::span<const float> weights) {
  double absolute = 0, squares = 0;
  for (const float w : weights) {
    absolute += std::abs(w);
    squares += static_cast<double>(w) * w;
  }
  return l1 * absolute + l2 * squares;
}

void AddPenaltyGradient(double l1, double l2, std::span<const float> weights,
                        std::span<float> gradients) {
  const auto slope = static_cast<float>(2 * l2), step = static_cast<float>(l1);
  for (size_t i = 0; i < weights.size(); ++i) {
    const float w = weights[i];
    gradients[i] += slope * w + (w > 0 ? step : w < 0 ? -step : 0.0f);
  }
}

void ClipNorm(double norm, std::span<float> gradients) {
  double squares = 0;
  for (const float g : gradients) squares += static_cast<double>(g) * g;
  const double length = std::sqrt(squares);
  // Not a number stays one, so that a diverged training is seen.
  if (length <= norm) return;
  const auto factor = static_cast<float>(norm / length);
  for (float& g : gradients) g *= factor;
}

void ClipValue(double value, std::span<float> gradients) {
  const auto limit = static_cast<float>(value);
  for (float& g : gradients) g = g > limit ? limit : g < -limit ? -limit : g;
}

}  // namespace gridfold
