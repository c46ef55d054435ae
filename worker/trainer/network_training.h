// One training of a network, epoch by epoch: what a training of e epochs gives is what a longer one
// has after e of them, bit for bit.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/network/network.h"
#include "worker/model/tensor_file.h"
#include "worker/trainer/range_test.h"
#include "worker/trainer/trainer.h"
#include "worker/trainer/training_rules.h"

namespace gridfold {

// Not thread-safe. Everything random is a hash of (request.seed, purpose, epoch, row), so the
// number of epochs done is all that a continued training needs to know of it.
class NetworkTraining {
 public:
  // `request` outlives it; `point` is one of its points, complete. InvalidArgument for a network
  // that cannot be.
  static StatusOr<std::unique_ptr<NetworkTraining>> Start(const FitRequest& request,
                                                          const NetworkShape& shape,
                                                          const Point& point,
                                                          const TrainingRules& rules);
  ~NetworkTraining();

  // One more epoch. Internal "diverged: ..." when a loss is no number, Cancelled when asked to
  // stop; after an error nothing but the destructor may be called.
  StatusOr<EpochScores> RunEpoch();
  int64_t epoch() const { return epoch_; }
  // Early stopping, or the range test, wants no further epoch.
  bool stopped() const { return (stopping_ && stopping_->stopped()) || (range_ && range_->over()); }
  // nullptr when the schedule is another one. A range test's loss may be any number.
  const RangeTest* range_test() const { return range_ ? &*range_ : nullptr; }
  // The primitives that it runs on, in one line.
  std::string Describe() const;

  // What counts if the training ends now: the weights of the epoch named, which is the latest one,
  // or with early stopping and restore_best_weights the best one. Predictions, the model and
  // probabilities when wanted, the seconds of predicting, the facts parameters, epochs, best_epoch.
  Status Deliver(CellFit& fit);

  // All that the coming epochs depend on (network_checkpoint.cc). Restore continues from what Save
  // wrote of a training of the same request and point; DataLoss when it does not fit, and then
  // nothing but the destructor may be called.
  void Save(TensorFile& file);
  Status Restore(const TensorFile& file);

 private:
  Status BuildNetwork(const NetworkShape& shape, const Point& point);
  // Weights with all that belongs to them.
  struct Snapshot {
    std::vector<float> parameters, state;
  };

  NetworkTraining(const FitRequest& request, const TrainingRules& rules);
  void ChooseRows();
  // `settings` as the point has them; the rules add class weights.
  void Configure(TrainingSettings settings);
  int64_t Batches() const;  // of an epoch
  Status TrainEpoch(EpochScores& scores);
  // One step on these training rows, distorted anew when the rules say so.
  BatchScore TrainBatch(std::span<const int32_t> rows);
  Status EvaluateEpoch(EpochScores& scores);
  void EndEpoch(const EpochScores& scores);
  Snapshot TakeSnapshot();
  void PutSnapshot(const Snapshot& snapshot);
  bool BestCounts() const;
  double Rate(double epochs_done) const;

  const FitRequest& request_;
  const TrainingRules rules_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Optimizer> optimizer_;
  std::vector<int32_t> rows_;   // that are trained on, ascending
  std::vector<int32_t> order_;  // the same, in the epoch's order
  int64_t batch_rows_ = 0;
  Extent picture_;
  Matrix distorted_;  // a batch of pictures, with augmentation
  std::vector<int32_t> distorted_labels_;
  std::vector<int32_t> distorted_order_;  // 0, 1, ...
  double parameter_count_ = 0;
  // What validates: the request's evaluation rows, or rows of its training rows held back.
  LabelledRows validation_;
  Matrix held_back_;
  std::vector<int32_t> held_back_labels_;

  int64_t epoch_ = 0;
  uint64_t step_ = 0;
  std::optional<ReduceOnPlateau> plateau_;
  std::optional<EarlyStopping> stopping_;
  std::optional<RangeTest> range_;
  Snapshot best_;                                        // empty before the first best epoch
  std::vector<int32_t> predictions_, best_predictions_;  // of the validating rows
  double evaluate_seconds_ = 0;                          // of the latest epoch
};

}  // namespace gridfold
