#include "worker/model/network/training_settings.h"

#include "common/spec/catalogue.h"

namespace gridfold {

StatusOr<TrainingSettings> ReadTrainingSettings(const Point& point) {
  TrainingSettings settings;
  const std::string& loss = TextAt(point, "loss");
  if (loss == "mean_squared_error") {
    settings.loss = Loss::kMeanSquaredError;
  } else if (loss != "cross_entropy" && loss != "sparse_cross_entropy" && loss != "kl_divergence") {
    return InvalidArgument(
        "loss: expected cross_entropy, sparse_cross_entropy, kl_divergence or mean_squared_error, "
        "found '{}'",
        loss);
  }
  settings.l1 = NumberAt(point, "l1");
  settings.l2 = NumberAt(point, "l2");
  settings.clip_norm = NumberAt(point, "clip_norm");
  settings.clip_value = NumberAt(point, "clip_value");
  return settings;
}

}  // namespace gridfold
