// From gradients to new parameters, in one pass over the network's flat vectors. Element by
// element, so that the order of the elements means nothing, and what is zero with a zero gradient
// stays zero.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "common/spec/value.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// With g the gradient, r the learning rate; defaults are Keras', `epsilon` is 1e-7 everywhere.
enum class OptimizerKind {
  // v = momentum v - r g, w += v (Polyak 1964); nesterov: w += momentum v - r g (Sutskever et al.
  // 2013, equations 3 and 4).
  kSgd,
  // m += (1 - b1)(g - m), v += (1 - b2)(g^2 - v), w -= r_t m / (sqrt(v) + eps), r_t = r sqrt(1 -
  // b2^t) / (1 - b1^t), b1 = 0.9, b2 = 0.999: Kingma and Ba 2015, end of section 2.
  kAdam,
  // Adam, and w -= r weight_decay w before it (Loshchilov and Hutter 2019, algorithm 2).
  kAdamW,
  // Adam's m and v; w -= r (u' m / (1 - U u') + (1 - u) g / (1 - U)) / (sqrt(v / (1 - b2^t)) + eps)
  // with u = b1 (1 - 0.96^(0.004 t) / 2), u' that of t + 1, U the product of all u (Dozat 2016).
  kNadam,
  // v = rho v + (1 - rho) g^2, w -= r g / (sqrt(v) + eps), rho = 0.9 (Tieleman and Hinton 2012);
  // with
  // momentum d = momentum d + r g / (sqrt(v) + eps), w -= d.
  kRmsprop,
  // v += g^2 from v = 0.1, w -= r g / (sqrt(v) + eps) (Duchi et al. 2011).
  kAdagrad,
  // v = rho v + (1 - rho) g^2, d = g sqrt(u + eps) / sqrt(v + eps), u = rho u + (1 - rho) d^2, w -=
  // r
  // d, rho = 0.95 (Zeiler 2012, algorithm 1).
  kAdadelta
};

struct OptimizerSettings {
  OptimizerKind kind = OptimizerKind::kAdam;
  double learning_rate = 0.001;
  double momentum = 0;      // sgd, rmsprop
  bool nesterov = false;    // sgd
  double weight_decay = 0;  // adamw
};

// What a complete `point` asks for: optimizer, learning_rate, momentum, nesterov, weight_decay.
// InvalidArgument for an optimiser that is not known.
StatusOr<OptimizerSettings> ReadOptimizer(const Point& point);

// Not thread-safe. State is allocated on construction; Step allocates nothing.
class Optimizer {
 public:
  Optimizer(const OptimizerSettings& settings, size_t count);

  // Both spans have the `count` elements that the optimiser was made for; the first `frozen` of
  // them stay as they are.
  void Step(std::span<float> parameters, std::span<const float> gradients, size_t frozen = 0);
  // The same step part by part, in any order: Begin, then Apply. `gradients` are those of a part,
  // from element `first` on; `parameters` are all.
  void Begin();
  void Apply(std::span<float> parameters, std::span<const float> gradients, size_t first);

  double learning_rate() const { return settings_.learning_rate; }
  void set_learning_rate(double rate) { settings_.learning_rate = rate; }

  // What a checkpoint holds: the steps so far and the moments (0 to 2 vectors as long as the
  // parameters, in the parameters' order).
  int64_t steps() const { return steps_; }
  std::vector<std::span<float>> moments();
  void set_steps(int64_t steps);

 private:
  // The elements that a step changes.
  struct Elements {
    float* w;
    const float* g;
    float *first, *second;  // moments; nullptr where the optimiser has none
    size_t count;
  };
  void StepSgd(const Elements& e);
  void StepAdam(const Elements& e);
  void StepNadam(const Elements& e);

  OptimizerSettings settings_;
  size_t count_;
  int64_t steps_ = 0;
  double nadam_product_ = 1;  // U
  Matrix first_, second_;     // empty where the optimiser has none
};

}  // namespace gridfold
