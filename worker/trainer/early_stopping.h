// When a training should end because it gets no better. Pure.
#pragma once

#include <cstdint>

#include "worker/trainer/epoch_scores.h"

namespace gridfold {

// Keras' EarlyStopping. With restore_best_weights the best epoch's weights count whenever the
// training ends, also when it ran to its last epoch (Keras 3; Keras 2 restores them only when it
// stopped early).
struct EarlyStoppingSettings {
  Monitor monitor = Monitor::kValLoss;
  double min_delta = 0;  // an improvement must be larger
  int64_t patience = 0;  // epochs without one, after which the training ends
  bool restore_best_weights = true;
  int64_t start_from_epoch = 0;  // so many epochs are not looked at
};

class EarlyStopping {
 public:
  struct State {
    double best = 0;
    int64_t best_epoch = 0;  // from 1; 0: none yet
    int64_t waited = 0;
    bool stopped = false;
  };
  explicit EarlyStopping(const EarlyStoppingSettings& settings)
      : settings_(settings), state_{WorstValue(settings.monitor), 0, 0, false} {}

  // Whether `epoch` (from 1, each once, ascending) is the best so far, given the value watched.
  // Those before start_from_epoch never are.
  bool EndEpoch(int64_t epoch, double value);
  // No further epoch should be trained.
  bool stopped() const { return state_.stopped; }
  int64_t best_epoch() const { return state_.best_epoch; }
  const EarlyStoppingSettings& settings() const { return settings_; }
  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  EarlyStoppingSettings settings_;
  State state_;
};

}  // namespace gridfold
