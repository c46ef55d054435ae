// What a training minimises, and how its gradients are tamed.
#pragma once

#include <vector>

#include "common/base/status.h"
#include "common/spec/value.h"
#include "worker/model/network/loss.h"

namespace gridfold {

struct TrainingSettings {
  Loss loss = Loss::kCrossEntropy;
  // Added to the loss: l1 sum |w| + l2 sum w^2 over the weights of dense and convolution layers,
  // not the biases (Keras' kernel_regularizer).
  double l1 = 0, l2 = 0;
  // The gradient of each tensor is shortened to this length (Keras' clipnorm); then each of its
  // elements is cut off there (clipvalue). 0: not.
  double clip_norm = 0, clip_value = 0;
  std::vector<float> class_weights = {};  // empty: all one
};

// What a complete `point` asks for: loss, l1, l2, clip_norm, clip_value; no class weights.
// InvalidArgument for a loss that is not known.
StatusOr<TrainingSettings> ReadTrainingSettings(const Point& point);

}  // namespace gridfold
