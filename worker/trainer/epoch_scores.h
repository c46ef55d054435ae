// What an epoch of a training showed, and which of it a rule watches. Pure.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace gridfold {

struct EpochScores {
  double loss = 0, accuracy = 0;  // means over the rows that were trained on, seen while training
  std::optional<double> val_loss, val_accuracy;  // after the epoch; nullopt without such rows
  double learning_rate = 0;                      // of its last batch
  double seconds = 0;                            // of training, without evaluation
  int64_t rows = 0;                              // that were trained on
};

enum class Monitor { kLoss, kAccuracy, kValLoss, kValAccuracy };

// "loss", "accuracy", "val_loss", "val_accuracy"; programmer error for any other name.
Monitor MonitorFromName(const std::string& name);

// The watched value; NaN when there is none.
inline double ValueOf(Monitor monitor, const EpochScores& scores) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  switch (monitor) {
    case Monitor::kLoss:
      return scores.loss;
    case Monitor::kAccuracy:
      return scores.accuracy;
    case Monitor::kValLoss:
      return scores.val_loss.value_or(kNone);
    case Monitor::kValAccuracy:
      return scores.val_accuracy.value_or(kNone);
  }
  return kNone;
}

inline bool IsLoss(Monitor monitor) {
  return monitor == Monitor::kLoss || monitor == Monitor::kValLoss;
}

// What any value is better than.
inline double WorstValue(Monitor monitor) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return IsLoss(monitor) ? kInfinity : -kInfinity;
}

// Whether `value` is better than `best` by more than `min_delta` >= 0. NaN never is.
inline bool IsBetter(Monitor monitor, double value, double best, double min_delta) {
  return IsLoss(monitor) ? value < best - min_delta : value > best + min_delta;
}

}  // namespace gridfold
