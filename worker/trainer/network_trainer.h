// Trains sequential networks: the models network, mlp and cnn.
#pragma once

#include <string>
#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Mini-batch training by back-propagation on softmax cross-entropy, with Keras' conventions: rows
// shuffled anew each epoch, a smaller last batch kept, the epoch's loss and accuracy those seen
// while training, val_loss and val_accuracy on the evaluation rows after it. A point's training
// depends on (request.seed, point) alone, whatever else is in the request. Facts: parameters,
// epochs. A loss that is no number ends the point with Internal.
class NetworkTrainer : public Trainer {
 public:
  // `model` is network (layers from the request), mlp or cnn (layers from the point).
  explicit NetworkTrainer(std::string model) : model_(std::move(model)) {}
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;

 private:
  std::string model_;
};

}  // namespace gridfold
