#include "worker/model/network/optimizer.h"

#include <cmath>

#include "common/base/check.h"
#include "common/spec/catalogue.h"
#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999;
constexpr float kEpsilon = 1e-7f;

GF_SIMD void Descend(float* w, const float* g, size_t count, float rate) {
  for (size_t i = 0; i < count; ++i) w[i] -= rate * g[i];
}

GF_SIMD void DescendWithMomentum(float* __restrict w, const float* __restrict g,
                                 float* __restrict v, size_t count, float rate, float momentum) {
  for (size_t i = 0; i < count; ++i) {
    v[i] = momentum * v[i] - rate * g[i];
    w[i] += v[i];
  }
}

GF_SIMD void AdamPass(float* __restrict w, const float* __restrict g, float* __restrict m,
                      float* __restrict v, size_t count, float rate) {
  constexpr auto kShare1 = static_cast<float>(1 - kBeta1);
  constexpr auto kShare2 = static_cast<float>(1 - kBeta2);
  for (size_t i = 0; i < count; ++i) {
    m[i] += kShare1 * (g[i] - m[i]);
    v[i] += kShare2 * (g[i] * g[i] - v[i]);
    w[i] -= rate * m[i] / (std::sqrt(v[i]) + kEpsilon);
  }
}

}  // namespace

Sgd::Sgd(size_t count, double learning_rate, double momentum)
    : learning_rate_(static_cast<float>(learning_rate)),
      momentum_(static_cast<float>(momentum)),
      velocity_(momentum == 0 ? 0 : count, 0.0f) {}

void Sgd::Step(std::span<float> parameters, std::span<const float> gradients) {
  GF_CHECK(parameters.size() == gradients.size());
  if (velocity_.empty()) {
    Descend(parameters.data(), gradients.data(), parameters.size(), learning_rate_);
    return;
  }
  GF_CHECK(parameters.size() == velocity_.size());
  DescendWithMomentum(parameters.data(), gradients.data(), velocity_.data(), parameters.size(),
                      learning_rate_, momentum_);
}

Adam::Adam(size_t count, double learning_rate)
    : learning_rate_(learning_rate), first_moment_(count, 0.0f), second_moment_(count, 0.0f) {}

void Adam::Step(std::span<float> parameters, std::span<const float> gradients) {
  GF_CHECK(parameters.size() == first_moment_.size() && gradients.size() == parameters.size());
  ++steps_;
  const auto t = static_cast<double>(steps_);
  const double rate =
      learning_rate_ * std::sqrt(1 - std::pow(kBeta2, t)) / (1 - std::pow(kBeta1, t));
  AdamPass(parameters.data(), gradients.data(), first_moment_.data(), second_moment_.data(),
           parameters.size(), static_cast<float>(rate));
}

StatusOr<std::unique_ptr<Optimizer>> MakeOptimizer(const Point& point, size_t count) {
  const std::string& name = TextAt(point, "optimizer");
  const double learning_rate = NumberAt(point, "learning_rate");
  if (name == "adam") return std::unique_ptr<Optimizer>(new Adam(count, learning_rate));
  if (name == "sgd") {
    return std::unique_ptr<Optimizer>(new Sgd(count, learning_rate, NumberAt(point, "momentum")));
  }
  return InvalidArgument("optimizer: expected sgd or adam, found '{}'", name);
}

}  // namespace gridfold
