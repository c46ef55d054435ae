#include "worker/trainer/network_training.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "common/base/random.h"
#include "common/spec/catalogue.h"
#include "worker/model/network/network_model.h"
#include "worker/trainer/initial_weights.h"

namespace gridfold {
namespace {

// What the seed of a training is used for.
enum Purpose : uint64_t { kWeights = 1, kShuffle = 2, kSubsample = 3, kHoldBack = 4, kAugment = 5 };

// Of the training rows, when nothing else may validate.
constexpr double kHoldBackShare = 0.1;

double Seconds(const FitRequest& request) {
  return request.clock == nullptr ? 0 : request.clock->SteadySeconds();
}

std::vector<int32_t> AllRows(int64_t rows) {
  std::vector<int32_t> list(static_cast<size_t>(rows));
  std::iota(list.begin(), list.end(), 0);
  return list;
}

// Moves `count` entries of `rows`, drawn by `seed`, into the result; both ascending.
std::vector<int32_t> DrawRows(std::vector<int32_t>& rows, int64_t count, uint64_t seed) {
  Random random(seed);
  random.Shuffle(std::span(rows));
  std::vector<int32_t> drawn(rows.begin(), rows.begin() + count);
  rows.erase(rows.begin(), rows.begin() + count);
  std::sort(drawn.begin(), drawn.end());
  std::sort(rows.begin(), rows.end());
  return drawn;
}

Status CheckLoss(const char* name, double loss, int64_t epoch) {
  if (std::isfinite(loss)) return absl::OkStatus();
  return Internal("diverged: {} is {} in epoch {}", name, std::isnan(loss) ? "nan" : "inf", epoch);
}

std::vector<float> ProbabilitiesOf(Network& network, ConstMatrix x) {
  std::vector<float> probabilities(static_cast<size_t>(x.rows * network.shape().classes));
  network.Probabilities(x, probabilities);
  return probabilities;
}

void CopyInto(const std::vector<float>& from, std::span<float> to) {
  GF_CHECK(from.size() == to.size());
  std::copy(from.begin(), from.end(), to.begin());
}

}  // namespace

NetworkTraining::NetworkTraining(const FitRequest& request, const TrainingRules& rules)
    : request_(request), rules_(rules) {
  if (rules.plateau) plateau_.emplace(*rules.plateau, rules.learning_rate.base);
  if (rules.early_stopping) stopping_.emplace(*rules.early_stopping);
}

NetworkTraining::~NetworkTraining() = default;

StatusOr<std::unique_ptr<NetworkTraining>> NetworkTraining::Start(const FitRequest& request,
                                                                  const NetworkShape& shape,
                                                                  const Point& point,
                                                                  const TrainingRules& rules) {
  auto training = std::unique_ptr<NetworkTraining>(new NetworkTraining(request, rules));
  training->ChooseRows();
  if (rules.augmentation) {
    if (!request.shape)
      return InvalidArgument("augment: expected pictures, found rows of features");
    training->picture_ = shape.input;
    training->distorted_ = Matrix(training->batch_rows_, request.train.x.cols);
    training->distorted_labels_.resize(static_cast<size_t>(training->batch_rows_));
    training->distorted_order_ = AllRows(training->batch_rows_);
  }
  GF_RETURN_IF_ERROR(training->BuildNetwork(shape, point));
  return training;
}

Status NetworkTraining::BuildNetwork(const NetworkShape& shape, const Point& point) {
  const Precision precision =
      TextAt(point, "precision") == "bf16" ? Precision::kBfloat16 : Precision::kFloat;
  GF_ASSIGN_OR_RETURN(network_, Network::Build(shape, batch_rows_, precision,
                                               static_cast<size_t>(rules_.frozen_layers)));
  GF_ASSIGN_OR_RETURN(const OptimizerSettings optimizer, ReadOptimizer(point));
  optimizer_ = std::make_unique<Optimizer>(optimizer, network_->parameters().size());
  GF_ASSIGN_OR_RETURN(const auto outputs, InferExtents(shape.layers, shape.input, shape.classes));
  parameter_count_ = static_cast<double>(CountParameters(shape.layers, outputs, shape.input));
  GF_ASSIGN_OR_RETURN(const TrainingSettings settings, ReadTrainingSettings(point));
  Configure(settings);
  network_->Initialize(MixSeed(request_.seed, kWeights));
  if (rules_.IsRangeTest()) range_.emplace(IntAt(point, "epochs") * Batches());
  if (request_.initial_weights.empty()) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(const TensorFile file, TensorFile::Parse(request_.initial_weights));
  GF_ASSIGN_OR_RETURN(const int64_t taken,
                      TakeInitialWeights(file, rules_.initial_layers, *network_));
  if (rules_.frozen_layers <= taken) return absl::OkStatus();
  return InvalidArgument("init_from: freeze: {} layers are taken over, {} cannot be frozen", taken,
                         rules_.frozen_layers);
}

std::string NetworkTraining::Describe() const {
  return fmt::format("primitives: {}", fmt::join(network_->Implementations(), ", "));
}

int64_t NetworkTraining::Batches() const {
  const auto rows = static_cast<int64_t>(rows_.size());
  return rows / batch_rows_ + (rules_.drop_last || rows % batch_rows_ == 0 ? 0 : 1);
}

void NetworkTraining::ChooseRows() {
  rows_ = AllRows(request_.train.x.rows);
  if (request_.evaluation_may_decide) validation_ = request_.evaluation;
  if (!request_.evaluation_may_decide && rules_.WatchesValidation()) {
    const auto count = static_cast<int64_t>(
        std::ceil(kHoldBackShare * static_cast<double>(request_.train.x.rows)));
    const std::vector<int32_t> held =
        DrawRows(rows_, std::min<int64_t>(count, request_.train.x.rows - 1),
                 MixSeed(request_.seed, kHoldBack));
    held_back_ = Matrix(static_cast<int64_t>(held.size()), request_.train.x.cols);
    for (size_t i = 0; i < held.size(); ++i) {
      std::copy_n(request_.train.x.row(held[i]), request_.train.x.cols,
                  held_back_.row(static_cast<int64_t>(i)));
      held_back_labels_.push_back(request_.train.y[static_cast<size_t>(held[i])]);
    }
    validation_ = {held_back_, held_back_labels_};
  }
  const auto rows = static_cast<int64_t>(rows_.size());
  const int64_t wanted = SubsampleRows(rules_.subsample, rows);
  if (wanted < rows) rows_ = DrawRows(rows_, wanted, MixSeed(request_.seed, kSubsample));
  batch_rows_ = std::clamp<int64_t>(rules_.batch_size, 1, std::max<int64_t>(1, wanted));
  predictions_.resize(static_cast<size_t>(validation_.x.rows));
}

void NetworkTraining::Configure(TrainingSettings settings) {
  if (rules_.balanced) {
    std::vector<int64_t> counts(static_cast<size_t>(request_.classes), 0);
    for (const int32_t row : rows_) {
      ++counts[static_cast<size_t>(request_.train.y[static_cast<size_t>(row)])];
    }
    settings.class_weights = BalancedWeights(counts);
  }
  network_->Configure(settings);
}

double NetworkTraining::Rate(double epochs_done) const {
  LearningRate schedule = rules_.learning_rate;
  if (plateau_) schedule.base = plateau_->rate();
  return RateAt(schedule, epochs_done);
}

StatusOr<EpochScores> NetworkTraining::RunEpoch() {
  ++epoch_;
  EpochScores scores;
  const double start = Seconds(request_);
  GF_RETURN_IF_ERROR(TrainEpoch(scores));
  const double trained = Seconds(request_);
  scores.seconds = trained - start;
  GF_RETURN_IF_ERROR(EvaluateEpoch(scores));
  evaluate_seconds_ = Seconds(request_) - trained;
  EndEpoch(scores);
  return scores;
}

Status NetworkTraining::TrainEpoch(EpochScores& scores) {
  // From the first order each time: an epoch's order depends on its number alone.
  order_ = rows_;
  Random random(MixSeed(MixSeed(request_.seed, kShuffle), static_cast<uint64_t>(epoch_)));
  random.Shuffle(std::span(order_));
  const auto batch = static_cast<size_t>(batch_rows_);
  const auto batches = static_cast<size_t>(Batches());
  BatchScore total;
  for (size_t b = 0; b < batches; ++b) {
    if (request_.stop != nullptr && request_.stop->load(std::memory_order_relaxed)) {
      return Cancelled("training stopped in epoch {}", epoch_);
    }
    scores.learning_rate = Rate(static_cast<double>(epoch_ - 1) +
                                static_cast<double>(b) / static_cast<double>(batches));
    optimizer_->set_learning_rate(scores.learning_rate);
    const size_t rows = std::min(batch, order_.size() - b * batch);
    const auto members = std::span<const int32_t>(order_).subspan(b * batch, rows);
    const BatchScore score = TrainBatch(members);
    if (range_) range_->Add(scores.learning_rate, score.loss_sum / static_cast<double>(rows));
    if (!range_) GF_RETURN_IF_ERROR(CheckLoss("loss", score.loss_sum, epoch_));
    total.loss_sum += score.loss_sum;
    total.hits += score.hits;
    scores.rows += static_cast<int64_t>(rows);
    if (stopped()) break;
  }
  const auto count = static_cast<double>(std::max<int64_t>(1, scores.rows));
  scores.loss = total.loss_sum / count;
  scores.accuracy = static_cast<double>(total.hits) / count;
  return absl::OkStatus();
}

BatchScore NetworkTraining::TrainBatch(std::span<const int32_t> rows) {
  if (!rules_.augmentation) {
    return network_->Train(request_.train.x, request_.train.y, rows, step_++, *optimizer_);
  }
  const uint64_t seed = MixSeed(MixSeed(request_.seed, kAugment), static_cast<uint64_t>(epoch_));
  for (size_t i = 0; i < rows.size(); ++i) {
    // By row and epoch: what a picture becomes does not depend on the pictures around it.
    Random random(MixSeed(seed, static_cast<uint64_t>(rows[i])));
    const PixelMap map = MapOf(DrawDistortion(*rules_.augmentation, picture_, random), picture_);
    Distort(map, picture_, request_.train.x.row(rows[i]), distorted_.row(static_cast<int64_t>(i)));
    distorted_labels_[i] = request_.train.y[static_cast<size_t>(rows[i])];
  }
  return network_->Train(distorted_, distorted_labels_,
                         std::span<const int32_t>(distorted_order_).first(rows.size()), step_++,
                         *optimizer_);
}

Status NetworkTraining::EvaluateEpoch(EpochScores& scores) {
  if (validation_.x.rows == 0) return absl::OkStatus();
  const BatchScore score = network_->Evaluate(validation_.x, validation_.y, predictions_);
  if (!range_) GF_RETURN_IF_ERROR(CheckLoss("val_loss", score.loss_sum, epoch_));
  const auto count = static_cast<double>(validation_.x.rows);
  scores.val_loss = score.loss_sum / count;
  scores.val_accuracy = static_cast<double>(score.hits) / count;
  return absl::OkStatus();
}

void NetworkTraining::EndEpoch(const EpochScores& scores) {
  if (plateau_) plateau_->EndEpoch(ValueOf(plateau_->monitor(), scores));
  if (!stopping_) return;
  const double value = ValueOf(stopping_->settings().monitor, scores);
  if (!stopping_->EndEpoch(epoch_, value) || !stopping_->settings().restore_best_weights) return;
  best_ = TakeSnapshot();
  best_predictions_ = predictions_;
}

NetworkTraining::Snapshot NetworkTraining::TakeSnapshot() {
  const std::span<const float> parameters = network_->parameters(), state = network_->state();
  return {{parameters.begin(), parameters.end()}, {state.begin(), state.end()}};
}

void NetworkTraining::PutSnapshot(const Snapshot& snapshot) {
  CopyInto(snapshot.parameters, network_->parameters());
  CopyInto(snapshot.state, network_->state());
}

bool NetworkTraining::BestCounts() const {
  return !best_.parameters.empty() && stopping_->best_epoch() != epoch_;
}

Status NetworkTraining::Deliver(CellFit& fit) {
  const double start = Seconds(request_);
  const bool best = BestCounts();
  Snapshot latest;
  if (best) {
    latest = TakeSnapshot();
    PutSnapshot(best_);
  }
  if (validation_.x.data == request_.evaluation.x.data) {
    fit.evaluation_predictions = best ? best_predictions_ : predictions_;
    fit.score_seconds = evaluate_seconds_;
  } else {
    fit.evaluation_predictions.resize(static_cast<size_t>(request_.evaluation.x.rows));
    network_->Predict(request_.evaluation.x, fit.evaluation_predictions);
  }
  if (request_.predict_train) {
    fit.train_predictions.resize(static_cast<size_t>(request_.train.x.rows));
    network_->Predict(request_.train.x, fit.train_predictions);
  }
  if (request_.want_probabilities) {
    fit.evaluation_probabilities = ProbabilitiesOf(*network_, request_.evaluation.x);
  }
  if (request_.want_train_probabilities) {
    fit.train_probabilities = ProbabilitiesOf(*network_, request_.train.x);
  }
  fit.score_seconds += Seconds(request_) - start;
  fit.facts["parameters"] = parameter_count_;
  fit.facts["epochs"] = static_cast<double>(epoch_);
  if (stopping_) {
    fit.facts["best_epoch"] = static_cast<double>(best ? stopping_->best_epoch() : epoch_);
  }
  if (range_) fit.facts.merge(range_->Facts());
  Status status = absl::OkStatus();
  if (request_.keep_models) {
    auto model = NetworkModel::CopyOf(*network_);
    status = model.status();
    if (model.ok()) fit.model = *std::move(model);
  }
  if (best) PutSnapshot(latest);
  return status;
}

}  // namespace gridfold
