#include "worker/model/network/network.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/base/check.h"
#include "common/base/random.h"
#include "worker/model/network/flush_denormals.h"
#include "worker/model/network/make_layer.h"

namespace gridfold {
namespace {

constexpr int64_t kBufferFloatsMax = int64_t{1} << 32;
// Larger evaluation batches bring nothing, and their results leave the cache.
constexpr int64_t kEvaluationRowsMax = 64;
constexpr int64_t kEvaluationFloatsMax = int64_t{1} << 24;
// Layers' parameters start on a cache line.
constexpr int64_t kLineFloats = 16;

// Results of all layers for one row.
int64_t RowFloats(const Extent& input, const std::vector<Extent>& outputs) {
  int64_t floats = input.Size();
  for (const Extent& output : outputs) floats += output.Size();
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

// Labels that a step works on, in the batch's order.
void GatherLabels(std::span<const int32_t> y, std::span<const int32_t> rows,
                  std::vector<int32_t>& labels) {
  for (size_t i = 0; i < rows.size(); ++i) labels[i] = y[static_cast<size_t>(rows[i])];
}

}  // namespace

struct Network::Stage {
  size_t layer = 0;  // in shape_.layers
  int64_t outputs = 0;
  std::unique_ptr<LayerOp> op;
  Matrix result;              // [batch_rows_max x outputs]; empty when in place
  float* src = nullptr;       // what the stage reads
  float* dst = nullptr;       // where it writes: src when in place
  bool pass_gradient = true;  // a stage before it has parameters
};

Network::~Network() = default;

StatusOr<std::unique_ptr<Network>> Network::Build(const NetworkShape& shape,
                                                  int64_t batch_rows_max) {
  GF_CHECK(batch_rows_max > 0);
  GF_ASSIGN_OR_RETURN(const std::vector<Extent> outputs,
                      InferExtents(shape.layers, shape.input, shape.classes));
  const int64_t evaluation_rows = EvaluationRows(RowFloats(shape.input, outputs));
  batch_rows_max = std::max(batch_rows_max, evaluation_rows);
  GF_RETURN_IF_ERROR(CheckMemory(shape, outputs, batch_rows_max));
  return std::unique_ptr<Network>(new Network(shape, outputs, batch_rows_max));
}

Network::Network(NetworkShape shape, std::vector<Extent> outputs, int64_t batch_rows_max)
    : shape_(std::move(shape)),
      batch_rows_max_(batch_rows_max),
      evaluation_rows_(EvaluationRows(RowFloats(shape_.input, outputs))),
      input_(batch_rows_max, shape_.input.Size()),
      batch_labels_(static_cast<size_t>(batch_rows_max)) {
  AddStages(outputs);
  BindParameters();
}

void Network::AddStages(const std::vector<Extent>& outputs) {
  float* src = input_.data();
  int64_t widest = 0;
  bool parameters_before = false;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const Extent& input = i == 0 ? shape_.input : outputs[i - 1];
    auto op = MakeLayerOp(shape_.layers[i], input, batch_rows_max_, i);
    if (op == nullptr) continue;
    Stage stage;
    stage.layer = i;
    stage.outputs = outputs[i].Size();
    stage.op = std::move(op);
    if (!stage.op->InPlace()) stage.result = Matrix(batch_rows_max_, stage.outputs);
    stage.src = src;
    stage.dst = stage.op->InPlace() ? src : stage.result.data();
    stage.pass_gradient = parameters_before;
    src = stage.dst;
    widest = std::max({widest, stage.outputs, parameters_before ? input.Size() : 0});
    parameters_before = parameters_before || stage.op->ParameterCount() > 0;
    stages_.push_back(std::move(stage));
  }
  for (Matrix& diff : diff_) diff = Matrix(batch_rows_max_, widest);
}

void Network::BindParameters() {
  const auto padded = [](int64_t count) {
    return (count + kLineFloats - 1) / kLineFloats * kLineFloats;
  };
  int64_t total = 0;
  for (const Stage& stage : stages_) total += padded(stage.op->ParameterCount());
  parameters_ = Matrix(1, total);
  gradients_ = Matrix(1, total);
  std::fill_n(parameters_.data(), total, 0.0f);
  std::fill_n(gradients_.data(), total, 0.0f);
  size_t begin = 0;
  for (const Stage& stage : stages_) {
    const int64_t count = stage.op->ParameterCount();
    stage.op->Bind(parameters_.values().subspan(begin, static_cast<size_t>(count)),
                   gradients_.values().subspan(begin, static_cast<size_t>(count)));
    begin += static_cast<size_t>(padded(count));
  }
}

void Network::Initialize(uint64_t seed) {
  for (const Stage& stage : stages_) stage.op->Initialize(MixSeed(seed, stage.layer));
}

const float* Network::logits() const { return stages_.back().dst; }

void Network::GatherRow(ConstMatrix x, int64_t row, int64_t index) {
  std::memcpy(input_.row(index), x.row(row), static_cast<size_t>(x.cols) * sizeof(float));
}

void Network::Forward(const Pass& pass) {
  for (const Stage& stage : stages_) stage.op->Forward(pass, stage.src, stage.dst);
}

void Network::Backward(const Pass& pass) {
  size_t turn = 0;
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
    float* diff_dst = diff_[turn].data();
    if (!stage->op->InPlace()) turn = 1 - turn;
    float* diff_src = stage->pass_gradient ? diff_[turn].data() : nullptr;
    stage->op->Backward(pass, stage->src, stage->dst, diff_dst, diff_src);
    // Nothing before the first layer with parameters wants a gradient.
    if (!stage->pass_gradient) break;
  }
}

BatchScore Network::Differentiate(ConstMatrix x, std::span<const int32_t> y,
                                  std::span<const int32_t> rows, uint64_t step) {
  GF_CHECK(x.cols == shape_.input.Size() && static_cast<int64_t>(rows.size()) <= batch_rows_max_);
  const FlushDenormals flush;
  for (size_t i = 0; i < rows.size(); ++i) GatherRow(x, rows[i], static_cast<int64_t>(i));
  GatherLabels(y, rows, batch_labels_);
  const Pass pass{static_cast<int64_t>(rows.size()), /*training=*/true, step};
  Forward(pass);
  const std::span<const int32_t> labels = std::span(batch_labels_).first(rows.size());
  const BatchScore score =
      SoftmaxCrossEntropy(logits(), labels, shape_.classes, {}, diff_[0].data());
  Backward(pass);
  return score;
}

BatchScore Network::Train(ConstMatrix x, std::span<const int32_t> y, std::span<const int32_t> rows,
                          uint64_t step, Optimizer& optimizer) {
  const BatchScore score = Differentiate(x, y, rows, step);
  const FlushDenormals flush;
  optimizer.Step(parameters(), gradients());
  return score;
}

BatchScore Network::Evaluate(ConstMatrix x, std::span<const int32_t> y,
                             std::span<int32_t> predictions) {
  GF_CHECK(x.cols == shape_.input.Size() && static_cast<int64_t>(y.size()) == x.rows);
  const FlushDenormals flush;
  BatchScore total;
  for (int64_t first = 0; first < x.rows; first += evaluation_rows_) {
    const int64_t rows = std::min(evaluation_rows_, x.rows - first);
    for (int64_t i = 0; i < rows; ++i) GatherRow(x, first + i, i);
    Forward({.rows = rows});
    const auto begin = static_cast<size_t>(first), count = static_cast<size_t>(rows);
    const auto wanted = predictions.empty() ? predictions : predictions.subspan(begin, count);
    const BatchScore score =
        SoftmaxCrossEntropy(logits(), y.subspan(begin, count), shape_.classes, wanted, nullptr);
    total.loss_sum += score.loss_sum;
    total.hits += score.hits;
  }
  return total;
}

void Network::Predict(ConstMatrix x, std::span<int32_t> predictions) {
  GF_CHECK(x.cols == shape_.input.Size() && static_cast<int64_t>(predictions.size()) == x.rows);
  const FlushDenormals flush;
  for (int64_t first = 0; first < x.rows; first += evaluation_rows_) {
    const int64_t rows = std::min(evaluation_rows_, x.rows - first);
    for (int64_t i = 0; i < rows; ++i) GatherRow(x, first + i, i);
    Forward({.rows = rows});
    LargestLogits(logits(), shape_.classes,
                  predictions.subspan(static_cast<size_t>(first), static_cast<size_t>(rows)));
  }
}

std::vector<Network::Tensor> Network::Tensors() {
  std::vector<Tensor> tensors;
  for (const Stage& stage : stages_) {
    size_t begin = 0;
    for (const ParameterShape& one : stage.op->Shapes()) {
      size_t count = 1;
      for (const int64_t extent : one.shape) count *= static_cast<size_t>(extent);
      tensors.push_back({fmt::format("layer{}.{}", stage.layer, one.name), one.shape,
                         stage.op->parameters().subspan(begin, count)});
      begin += count;
    }
  }
  return tensors;
}

}  // namespace gridfold
