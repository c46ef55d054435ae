// From gradients to new parameters, in one pass over the network's flat vectors.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "common/spec/value.h"

namespace gridfold {

// Not thread-safe. State is allocated on construction; Step allocates nothing.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // Both spans have the `count` elements that the optimiser was made for.
  virtual void Step(std::span<float> parameters, std::span<const float> gradients) = 0;
};

// v = momentum v - rate g, w += v (Polyak 1964; Sutskever et al. 2013, equations 1 and 2); Keras'
// SGD. Without momentum: w -= rate g.
class Sgd : public Optimizer {
 public:
  Sgd(size_t count, double learning_rate, double momentum);
  void Step(std::span<float> parameters, std::span<const float> gradients) override;

 private:
  float learning_rate_, momentum_;
  std::vector<float> velocity_;  // empty without momentum
};

// m = m + (1 - b1)(g - m), v = v + (1 - b2)(g^2 - v), w -= rate_t m / (sqrt(v) + eps) with rate_t =
// rate sqrt(1 - b2^t) / (1 - b1^t), b1 = 0.9, b2 = 0.999, eps = 1e-7: Kingma and Ba 2015,
// algorithm 1 in the order of computation at the end of section 2; Keras' Adam.
class Adam : public Optimizer {
 public:
  Adam(size_t count, double learning_rate);
  void Step(std::span<float> parameters, std::span<const float> gradients) override;

 private:
  double learning_rate_;
  int64_t steps_ = 0;
  std::vector<float> first_moment_, second_moment_;
};

// The optimiser that `point` (complete) asks for: optimizer, learning_rate, momentum.
// InvalidArgument for one it does not know.
StatusOr<std::unique_ptr<Optimizer>> MakeOptimizer(const Point& point, size_t count);

}  // namespace gridfold
