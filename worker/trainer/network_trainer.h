// Trains sequential networks: the models network, mlp and cnn.
#pragma once

#include <string>
#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Mini-batch training by back-propagation on softmax cross-entropy, with Keras' conventions: rows
// shuffled anew each epoch, a smaller last batch kept unless drop_last, the epoch's loss and
// accuracy those seen while training, val_loss and val_accuracy on the evaluation rows after it.
//
// `epochs` is the path parameter: points that differ in nothing else share one training, which runs
// to the largest of them (a cosine schedule that is as long as the training sets them apart again).
// A point's result is the same bits whichever points stand beside it. Its curve has, for each of
// its epochs, loss, accuracy, val_loss, val_accuracy, learning_rate (of the last batch), seconds
// (of training alone) and images_per_second.
//
// With early stopping a point of e epochs gets what a training of at most e epochs gives: the best
// epoch up to e or to where the training stopped. When evaluation_may_decide is false a tenth of
// the training rows, drawn by the seed, is held back and watched instead.
//
// Facts: parameters; epochs, that were run; with early stopping best_epoch, that counts. A loss
// that is no number ends the points that have not had all their epochs with Internal "diverged:
// ...".
class NetworkTrainer : public Trainer {
 public:
  // `model` is network (layers from the request), mlp or cnn (layers from the point).
  explicit NetworkTrainer(std::string model) : model_(std::move(model)) {}
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;

 private:
  std::string model_;
};

}  // namespace gridfold
