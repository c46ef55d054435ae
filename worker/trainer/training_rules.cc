#include "worker/trainer/training_rules.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

using Kind = LearningRate::Kind;

// Read what is there; the rest keeps its default.
void Read(const Point& settings, const char* name, double& target) {
  if (settings.contains(name)) target = NumberAt(settings, name);
}

void Read(const Point& settings, const char* name, int64_t& target) {
  if (settings.contains(name)) target = IntAt(settings, name);
}

void Read(const Point& settings, const char* name, bool& target) {
  if (settings.contains(name)) target = BoolAt(settings, name);
}

void Read(const Point& settings, const char* name, Monitor& target) {
  if (settings.contains(name)) target = MonitorFromName(TextAt(settings, name));
}

Kind KindFromName(const std::string& name) {
  if (name == "piecewise") return Kind::kPiecewise;
  if (name == "step") return Kind::kStep;
  if (name == "cosine") return Kind::kCosine;
  if (name == "plateau") return Kind::kPlateau;
  if (name == "range") return Kind::kRange;
  return Kind::kConstant;
}

std::vector<LearningRate::Knot> ReadKnots(const Point& settings) {
  std::vector<LearningRate::Knot> knots;
  while (true) {
    const std::string number = std::to_string(knots.size() + 1);
    const std::string epoch = "epoch_" + number, rate = "rate_" + number;
    if (!settings.contains(epoch) || !settings.contains(rate)) return knots;
    knots.push_back({NumberAt(settings, epoch), NumberAt(settings, rate)});
  }
}

Status ReadSchedule(const TrainingSections& sections, const Point& point, TrainingRules& rules) {
  const Point settings = SectionFor(sections, "schedule", point).value_or(Point());
  LearningRate& schedule = rules.learning_rate;
  schedule.base = NumberAt(point, "learning_rate");
  schedule.kind = KindFromName(TextAt(settings.contains("type") ? settings : point,
                                      settings.contains("type") ? "type" : "schedule"));
  Read(settings, "warmup_epochs", schedule.warmup_epochs);
  Read(settings, "decay_epochs", schedule.decay_epochs);
  Read(settings, "decay_rate", schedule.decay_rate);
  Read(settings, "alpha", schedule.alpha);
  if (schedule.kind == Kind::kPiecewise) {
    schedule.points = ReadKnots(settings);
    if (schedule.points.empty()) {
      return InvalidArgument("schedule: piecewise: expected points, found none");
    }
  }
  if (schedule.kind == Kind::kCosine && !settings.contains("decay_epochs")) {
    const auto epochs = static_cast<double>(IntAt(point, "epochs"));
    schedule.decay_epochs = std::max(1.0, epochs - schedule.warmup_epochs);
    rules.depends_on_epochs = true;
  }
  if (schedule.kind == Kind::kRange) {
    Read(settings, "min_rate", schedule.min_rate);
    Read(settings, "max_rate", schedule.max_rate);
    if (!(schedule.min_rate < schedule.max_rate)) {
      return InvalidArgument("schedule: range: expected min_rate < max_rate, found {} and {}",
                             schedule.min_rate, schedule.max_rate);
    }
    schedule.decay_epochs = static_cast<double>(IntAt(point, "epochs"));
    rules.depends_on_epochs = true;
  }
  if (schedule.kind == Kind::kPlateau) {
    PlateauSettings& plateau = rules.plateau.emplace();
    Read(settings, "monitor", plateau.monitor);
    Read(settings, "factor", plateau.factor);
    Read(settings, "patience", plateau.patience);
    Read(settings, "min_delta", plateau.min_delta);
    Read(settings, "cooldown", plateau.cooldown);
    Read(settings, "min_lr", plateau.min_lr);
  }
  return absl::OkStatus();
}

void ReadEarlyStopping(const TrainingSections& sections, const Point& point, TrainingRules& rules) {
  const std::optional<Point> settings = SectionFor(sections, "early_stopping", point);
  if (!settings) return;
  EarlyStoppingSettings& stopping = rules.early_stopping.emplace();
  Read(*settings, "monitor", stopping.monitor);
  Read(*settings, "min_delta", stopping.min_delta);
  Read(*settings, "patience", stopping.patience);
  Read(*settings, "restore_best_weights", stopping.restore_best_weights);
  Read(*settings, "start_from_epoch", stopping.start_from_epoch);
}

void ReadAugmentation(const TrainingSections& sections, const Point& point, TrainingRules& rules) {
  const std::optional<Point> settings = SectionFor(sections, "augment", point);
  if (!settings) return;
  Augmentation& augmentation = rules.augmentation.emplace();
  Read(*settings, "rotation", augmentation.rotation);
  Read(*settings, "width_shift", augmentation.width_shift);
  Read(*settings, "height_shift", augmentation.height_shift);
  Read(*settings, "shear", augmentation.shear);
  Read(*settings, "zoom", augmentation.zoom);
}

Status ReadInitFrom(const TrainingSections& sections, const Point& point, TrainingRules& rules) {
  const std::optional<Point> settings = SectionFor(sections, "init_from", point);
  if (!settings) return absl::OkStatus();
  if (settings->contains("layers")) rules.initial_layers = IntAt(*settings, "layers");
  Read(*settings, "freeze", rules.frozen_layers);
  if (!rules.initial_layers || rules.frozen_layers <= *rules.initial_layers) {
    return absl::OkStatus();
  }
  return InvalidArgument("init_from: freeze: expected at most the {} layers taken over, found {}",
                         *rules.initial_layers, rules.frozen_layers);
}

}  // namespace

StatusOr<TrainingRules> ReadTrainingRules(const TrainingSections& sections, const Point& point) {
  TrainingRules rules;
  rules.batch_size = IntAt(point, "batch_size");
  rules.drop_last = BoolAt(point, "drop_last");
  rules.subsample = NumberAt(point, "subsample");
  rules.balanced = TextAt(point, "class_weight") == "balanced";
  GF_RETURN_IF_ERROR(ReadSchedule(sections, point, rules));
  ReadEarlyStopping(sections, point, rules);
  ReadAugmentation(sections, point, rules);
  GF_RETURN_IF_ERROR(ReadInitFrom(sections, point, rules));
  return rules;
}

int64_t SubsampleRows(double subsample, int64_t rows) {
  const double wanted = subsample <= 1 ? subsample * static_cast<double>(rows) : subsample;
  return std::clamp<int64_t>(static_cast<int64_t>(std::llround(wanted)), std::min<int64_t>(1, rows),
                             rows);
}

std::vector<float> BalancedWeights(const std::vector<int64_t>& class_counts) {
  double rows = 0, present = 0;
  for (const int64_t count : class_counts) {
    rows += static_cast<double>(count);
    present += count > 0 ? 1 : 0;
  }
  std::vector<float> weights;
  for (const int64_t count : class_counts) {
    weights.push_back(
        count == 0 ? 0.0f : static_cast<float>(rows / (present * static_cast<double>(count))));
  }
  return weights;
}

}  // namespace gridfold
