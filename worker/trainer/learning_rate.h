// The learning rate over a training: a pure function of the epochs gone by, and the one rule that
// looks at results. Epochs are counted from the training's start, in fractions: batch b (from 0) of
// B in epoch e (from 1) begins at e - 1 + b / B. No schedule knows how long the training will be,
// so that a longer one begins as a shorter one does.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/trainer/epoch_scores.h"

namespace gridfold {

struct LearningRate {
  enum class Kind {
    kConstant,   // r
    kPiecewise,  // straight lines between `points`; the first and last rate before and after them.
                 // Of two points at one epoch the later one counts from there on: a jump
    kStep,       // r decay_rate^floor(t / decay_epochs); Keras' staircase ExponentialDecay
    kCosine,     // r ((1 - alpha) (1 + cos(pi min(t / decay_epochs, 1))) / 2 + alpha); Keras'
                 // CosineDecay, Loshchilov and Hutter 2017 without restarts
    kPlateau,    // r, until ReduceOnPlateau lowers it
    kRange,      // min_rate (max_rate / min_rate)^(t / decay_epochs): the range test (range_test.h)
  };
  struct Knot {
    double epoch = 0, rate = 0;
  };
  Kind kind = Kind::kConstant;
  double base = 0.001;       // r
  double warmup_epochs = 0;  // the rate rises from 0 to r in these; t is counted from their end
  double decay_epochs = 10;  // kStep, kCosine, kRange
  double decay_rate = 0.1;   // kStep
  double alpha = 0;          // kCosine: the share of r that is left
  double min_rate = 1e-6, max_rate = 10;  // kRange
  std::vector<Knot> points = {};  // kPiecewise: not empty, epochs do not fall; without warm-up
};

// The rate at `epoch` >= 0.
double RateAt(const LearningRate& schedule, double epoch);

// Keras' ReduceLROnPlateau: after `patience` epochs without an improvement of more than min_delta
// the rate is multiplied by `factor`, not below min_lr; then `cooldown` epochs do not count.
struct PlateauSettings {
  Monitor monitor = Monitor::kValLoss;
  double factor = 0.1;
  int64_t patience = 10;
  double min_delta = 1e-4;
  int64_t cooldown = 0;
  double min_lr = 0;
};

class ReduceOnPlateau {
 public:
  struct State {
    double rate = 0, best = 0;
    int64_t waited = 0, cooling = 0;
  };
  ReduceOnPlateau(const PlateauSettings& settings, double rate)
      : settings_(settings), state_{rate, WorstValue(settings.monitor), 0, 0} {}

  // The rate of the next epoch, once the value watched is known of this one.
  void EndEpoch(double value);
  double rate() const { return state_.rate; }
  Monitor monitor() const { return settings_.monitor; }
  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  PlateauSettings settings_;
  State state_;
};

}  // namespace gridfold
