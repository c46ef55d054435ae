#include "worker/trainer/early_stopping.h"

#include "common/base/check.h"

namespace gridfold {

Monitor MonitorFromName(const std::string& name) {
  if (name == "loss") return Monitor::kLoss;
  if (name == "accuracy") return Monitor::kAccuracy;
  if (name == "val_loss") return Monitor::kValLoss;
  GF_CHECK(name == "val_accuracy");
  return Monitor::kValAccuracy;
}

bool EarlyStopping::EndEpoch(int64_t epoch, double value) {
  if (epoch <= settings_.start_from_epoch) return false;
  ++state_.waited;
  if (IsBetter(settings_.monitor, value, state_.best, settings_.min_delta)) {
    state_.best = value;
    state_.best_epoch = epoch;
    state_.waited = 0;
    return true;
  }
  // Keras never ends a training with its first epoch.
  if (state_.waited >= settings_.patience && epoch > 1) state_.stopped = true;
  return false;
}

}  // namespace gridfold
