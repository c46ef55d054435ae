#include "worker/model/network/initializer.h"

#include <cmath>

#include "common/base/random.h"

namespace gridfold {
namespace {

// The deviation of a standard normal that is cut off at -2 and 2.
constexpr double kCutDeviation = 0.87962566103423978;

double CutNormal(Random& random) {
  for (;;) {
    const double value = random.Normal();
    if (std::abs(value) <= 2) return value;
  }
}

}  // namespace

void FillWeights(Initializer initializer, int64_t fan_in, int64_t fan_out, uint64_t seed,
                 std::span<float> weights) {
  const bool glorot =
      initializer == Initializer::kGlorotUniform || initializer == Initializer::kGlorotNormal;
  const bool he = initializer == Initializer::kHeUniform || initializer == Initializer::kHeNormal;
  const bool uniform = initializer == Initializer::kGlorotUniform ||
                       initializer == Initializer::kHeUniform ||
                       initializer == Initializer::kLecunUniform;
  const auto inputs = static_cast<double>(fan_in), outputs = static_cast<double>(fan_out);
  const double variance = (he ? 2.0 : 1.0) / (glorot ? (inputs + outputs) / 2 : inputs);
  const double limit = std::sqrt(3 * variance), deviation = std::sqrt(variance) / kCutDeviation;
  Random random(seed);
  for (float& weight : weights) {
    weight =
        static_cast<float>(uniform ? random.Uniform(-limit, limit) : deviation * CutNormal(random));
  }
}

}  // namespace gridfold
