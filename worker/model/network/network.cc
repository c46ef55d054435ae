#include "worker/model/network/network.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/base/check.h"
#include "common/base/random.h"
#include "worker/model/network/flush_denormals.h"
#include "worker/model/network/network_place.h"
#include "worker/model/network/onednn/one_thread.h"
#include "worker/model/network/penalty.h"
#include "worker/model/network/step_by_parts.h"

namespace gridfold {
namespace {

constexpr int64_t kBufferFloatsMax = int64_t{1} << 32;
// Larger evaluation batches bring nothing, and their results leave the cache.
constexpr int64_t kEvaluationRowsMax = 64;
constexpr int64_t kEvaluationFloatsMax = int64_t{1} << 24;

// The widest registers' worth of channels that a result may be padded to.
int64_t PaddedSize(const Extent& extent) {
  return extent.height * extent.width * ((extent.channels + 15) / 16 * 16);
}

// Results of all layers for one row.
int64_t RowFloats(const Extent& input, const std::vector<Extent>& outputs) {
  int64_t floats = PaddedSize(input);
  for (const Extent& output : outputs) floats += PaddedSize(output);
  return floats;
}

Status CheckMemory(const NetworkShape& shape, const std::vector<Extent>& outputs,
                   int64_t batch_rows) {
  const int64_t parameters = CountParameters(shape.layers, outputs, shape.input);
  const int64_t row_floats = RowFloats(shape.input, outputs);
  // Parameters, gradients, two moments; results and their gradients.
  if (parameters <= kBufferFloatsMax / 4 && row_floats <= kBufferFloatsMax / 2 / batch_rows) {
    return absl::OkStatus();
  }
  return InvalidArgument(
      "network: {} parameters and {} values for each of {} rows of a batch need more than 16 GiB",
      parameters, row_floats, batch_rows);
}

int64_t EvaluationRows(int64_t row_floats) {
  return std::clamp<int64_t>(kEvaluationFloatsMax / row_floats, 1, kEvaluationRowsMax);
}

// Of each value of a row in [height, width, channels] order; empty when that is the layout's.
std::vector<int32_t> PlacesIn(const Layout& layout) {
  std::vector<int32_t> places(static_cast<size_t>(layout.extent.Size()));
  bool same = true;
  for (size_t i = 0; i < places.size(); ++i) {
    const auto feature = static_cast<int64_t>(i);
    places[i] = static_cast<int32_t>(layout.Place(feature));
    same = same && layout.Place(feature) == feature;
  }
  if (same) places.clear();
  return places;
}

// Whether gradients are looked at as a whole between backward pass and update.
bool ChangesGradients(const TrainingSettings& settings) {
  return settings.clip_norm > 0 || settings.clip_value > 0 || settings.l1 != 0 || settings.l2 != 0;
}

}  // namespace

Network::~Network() = default;

StatusOr<std::unique_ptr<Network>> Network::Build(const NetworkShape& shape, int64_t batch_rows_max,
                                                  Precision precision, size_t frozen_layers) {
  GF_CHECK(batch_rows_max >= 0);
  if (precision == Precision::kBfloat16 && !HasBfloat16()) {
    return InvalidArgument("precision: bf16 needs a processor with AVX512-BF16, found none");
  }
  GF_ASSIGN_OR_RETURN(const std::vector<Extent> outputs,
                      InferExtents(shape.layers, shape.input, shape.classes));
  const int64_t evaluation_rows = EvaluationRows(RowFloats(shape.input, outputs));
  GF_RETURN_IF_ERROR(CheckMemory(shape, outputs, std::max(batch_rows_max, evaluation_rows)));
  return std::unique_ptr<Network>(
      new Network(shape, evaluation_rows, batch_rows_max, precision, frozen_layers));
}

StatusOr<std::unique_ptr<Network>> Network::BuildPart(const NetworkShape& shape, size_t layers) {
  GF_CHECK(layers <= shape.layers.size());
  const auto end = shape.layers.begin() + static_cast<std::ptrdiff_t>(layers);
  const NetworkShape part{{shape.layers.begin(), end}, shape.input, /*classes=*/0};
  GF_ASSIGN_OR_RETURN(const std::vector<Extent> outputs, InferPartExtents(part.layers, part.input));
  const int64_t evaluation_rows = EvaluationRows(RowFloats(part.input, outputs));
  GF_RETURN_IF_ERROR(CheckMemory(part, outputs, evaluation_rows));
  return std::unique_ptr<Network>(
      new Network(part, evaluation_rows, /*batch_rows_max=*/0, Precision::kFloat, 0));
}

Network::Network(NetworkShape shape, int64_t evaluation_rows, int64_t batch_rows_max,
                 Precision precision, size_t frozen_layers)
    : shape_(std::move(shape)),
      batch_rows_max_(batch_rows_max),
      evaluation_rows_(evaluation_rows),
      frozen_layers_(frozen_layers),
      stages_(shape_.layers, shape_.input, std::max(batch_rows_max, evaluation_rows),
              /*for_training=*/batch_rows_max > 0, precision == Precision::kBfloat16,
              frozen_layers),
      input_places_(PlacesIn(stages_.input_layout())),
      batch_labels_(static_cast<size_t>(batch_rows_max)) {
  BindParameters();
  stages_.Prepare(evaluation_rows_, /*training=*/false);
  if (batch_rows_max_ > 0) stages_.Prepare(batch_rows_max_, /*training=*/true);
}

void Network::Initialize(uint64_t seed) {
  std::fill_n(parameters_.data(), parameters_.cols(), 0.0f);
  std::fill_n(state_.data(), state_.cols(), 0.0f);
  for (const auto& [layer, op] : stages_.entries()) op->Seed(MixSeed(seed, layer));
  for (const Place& place : places_) {
    std::vector<float> values(static_cast<size_t>(place.shape.Count()), 0.0f);
    place.op->Initialize(MixSeed(seed, place.layer), place.tensor, values);
    place.Scatter(values, place.shape.is_state ? state_.values() : parameters_.values());
  }
}

Logits Network::logits() const {
  return {stages_.output(), shape_.classes, stages_.output_layout().Size()};
}

void Network::GatherRow(ConstMatrix x, int64_t row, int64_t index) {
  const float* from = x.row(row);
  float* to = stages_.input(index);
  if (input_places_.empty()) {
    std::memcpy(to, from, static_cast<size_t>(x.cols) * sizeof(float));
    return;
  }
  for (size_t i = 0; i < input_places_.size(); ++i) to[input_places_[i]] = from[i];
}

bool Network::IsPenalised(const Place& place) const {
  return place.shape.is_penalised && place.layer >= frozen_layers_ &&
         (settings_.l1 != 0 || settings_.l2 != 0);
}

double Network::CurrentPenalty() const {
  double penalty = 0;
  for (const Place& place : places_) {
    if (!IsPenalised(place)) continue;
    penalty += Penalty(settings_.l1, settings_.l2, place.In(parameters_.view()));
  }
  return penalty;
}

BatchScore Network::DifferentiateInput(std::span<const int32_t> labels, uint64_t step,
                                       GradientListener* listener) {
  UseOneThread();
  const FlushDenormals flush;
  Pass pass{.rows = static_cast<int64_t>(labels.size()), .training = true, .step = step};
  stages_.Prepare(pass.rows, /*training=*/true);
  stages_.Forward(pass);
  BatchScore score = ScoreLogits(settings_.loss, logits(), labels, settings_.class_weights, {},
                                 stages_.output_diff());
  pass.listener = listener;
  stages_.Backward(pass);
  score.loss_sum += CurrentPenalty() * static_cast<double>(labels.size());
  for (const Place& place : places_) {
    if (!IsPenalised(place)) continue;
    AddPenaltyGradient(settings_.l1, settings_.l2, place.In(parameters_.view()),
                       place.In(gradients_.values()));
  }
  return score;
}

std::span<const int32_t> Network::GatherBatch(ConstMatrix x, std::span<const int32_t> y,
                                              std::span<const int32_t> rows) {
  GF_CHECK(x.cols == shape_.input.Size() && static_cast<int64_t>(rows.size()) <= batch_rows_max_);
  for (size_t i = 0; i < rows.size(); ++i) {
    GatherRow(x, rows[i], static_cast<int64_t>(i));
    batch_labels_[i] = y[static_cast<size_t>(rows[i])];
  }
  return std::span(batch_labels_).first(rows.size());
}

BatchScore Network::Differentiate(ConstMatrix x, std::span<const int32_t> y,
                                  std::span<const int32_t> rows, uint64_t step) {
  return DifferentiateInput(GatherBatch(x, y, rows), step, nullptr);
}

void Network::Update(Optimizer& optimizer) {
  const FlushDenormals flush;
  for (const Place& place : places_) {
    if (place.shape.is_state) continue;
    if (settings_.clip_norm > 0) ClipNorm(settings_.clip_norm, place.In(gradients_.values()));
    if (settings_.clip_value > 0) ClipValue(settings_.clip_value, place.In(gradients_.values()));
  }
  optimizer.Step(parameters(), gradients(), frozen_floats_);
}

void Network::UpdateState() {
  for (const auto& [layer, op] : stages_.entries()) {
    if (layer >= frozen_layers_) op->UpdateState();
  }
}

BatchScore Network::Train(ConstMatrix x, std::span<const int32_t> y, std::span<const int32_t> rows,
                          uint64_t step, Optimizer& optimizer) {
  return TrainOnInput(GatherBatch(x, y, rows), step, optimizer);
}

BatchScore Network::TrainOnInput(std::span<const int32_t> labels, uint64_t step,
                                 Optimizer& optimizer) {
  GF_CHECK(static_cast<int64_t>(labels.size()) <= batch_rows_max_);
  BatchScore score;
  if (ChangesGradients(settings_)) {
    score = DifferentiateInput(labels, step, nullptr);
    Update(optimizer);
  } else {
    StepByParts parts(optimizer, parameters(), gradients(), frozen_floats_);
    score = DifferentiateInput(labels, step, &parts);
  }
  UpdateState();
  return score;
}

template <typename Visit>
void Network::ForEvaluationBatches(ConstMatrix x, Visit visit) {
  GF_CHECK(x.cols == shape_.input.Size());
  UseOneThread();
  const FlushDenormals flush;
  for (int64_t first = 0; first < x.rows; first += evaluation_rows_) {
    const int64_t rows = std::min(evaluation_rows_, x.rows - first);
    for (int64_t i = 0; i < rows; ++i) GatherRow(x, first + i, i);
    stages_.Forward({.rows = evaluation_rows_});
    visit(static_cast<size_t>(first), static_cast<size_t>(rows));
  }
}

BatchScore Network::Evaluate(ConstMatrix x, std::span<const int32_t> y,
                             std::span<int32_t> predictions) {
  GF_CHECK(static_cast<int64_t>(y.size()) == x.rows);
  BatchScore total;
  ForEvaluationBatches(x, [&](size_t first, size_t rows) {
    const auto wanted = predictions.empty() ? predictions : predictions.subspan(first, rows);
    const BatchScore score = ScoreLogits(settings_.loss, logits(), y.subspan(first, rows),
                                         settings_.class_weights, wanted, nullptr);
    total.loss_sum += score.loss_sum;
    total.hits += score.hits;
  });
  total.loss_sum += CurrentPenalty() * static_cast<double>(x.rows);
  return total;
}

void Network::Predict(ConstMatrix x, std::span<int32_t> predictions) {
  GF_CHECK(static_cast<int64_t>(predictions.size()) == x.rows);
  ForEvaluationBatches(x, [&](size_t first, size_t rows) {
    LargestLogits(logits(), predictions.subspan(first, rows));
  });
}

void Network::Probabilities(ConstMatrix x, std::span<float> probabilities) {
  const auto classes = static_cast<size_t>(shape_.classes);
  GF_CHECK(probabilities.size() == static_cast<size_t>(x.rows) * classes);
  ForEvaluationBatches(x, [&](size_t first, size_t rows) {
    Softmax(logits(), probabilities.subspan(first * classes, rows * classes));
  });
}

void Network::Features(ConstMatrix x, std::span<float> features) {
  const Layout& layout = stages_.output_layout();
  const auto count = static_cast<size_t>(FeatureCount());
  GF_CHECK(features.size() == static_cast<size_t>(x.rows) * count);
  const std::vector<int32_t> places = PlacesIn(layout);
  ForEvaluationBatches(x, [&](size_t first, size_t rows) {
    for (size_t row = 0; row < rows; ++row) {
      const float* from = stages_.output() + static_cast<int64_t>(row) * layout.Size();
      float* to = features.data() + (first + row) * count;
      if (places.empty()) std::copy_n(from, count, to);
      for (size_t i = 0; i < places.size(); ++i) to[i] = from[places[i]];
    }
  });
}

}  // namespace gridfold
