// How one training of a network is run: the trial's parameters and the spec's sections in one.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/status.h"
#include "common/spec/training_sections.h"
#include "worker/model/network/augment.h"
#include "worker/trainer/early_stopping.h"
#include "worker/trainer/learning_rate.h"

namespace gridfold {

struct TrainingRules {
  int64_t batch_size = 32;
  bool drop_last = false;
  double subsample = 1;  // a share of the rows up to 1, above it their number
  bool balanced = false;
  LearningRate learning_rate;
  std::optional<PlateauSettings> plateau;
  std::optional<EarlyStoppingSettings> early_stopping;
  std::optional<Augmentation> augmentation;
  std::optional<int64_t> initial_layers;  // that take over weights; nullopt: all that agree
  int64_t frozen_layers = 0;
  // The schedule is as long as the point's own `epochs`: a training of more epochs is another one.
  bool depends_on_epochs = false;

  bool IsRangeTest() const { return learning_rate.kind == LearningRate::Kind::kRange; }
  // Whether anything but the scores depends on the rows that validate.
  bool WatchesValidation() const { return plateau.has_value() || early_stopping.has_value(); }
};

// `point` is complete. InvalidArgument for a piecewise schedule without points, a range that does
// not rise, or more frozen layers than ones that take over weights.
StatusOr<TrainingRules> ReadTrainingRules(const TrainingSections& sections, const Point& point);

// How many of `rows` a training sees: at least 1, at most all.
int64_t SubsampleRows(double subsample, int64_t rows);

// Weights of the classes 0..classes-1: rows / (classes present * rows of the class), 0 for classes
// without rows; scikit-learn's "balanced".
std::vector<float> BalancedWeights(const std::vector<int64_t>& class_counts);

}  // namespace gridfold
