#include "worker/trainer/network_trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "common/base/random.h"
#include "common/spec/catalogue.h"
#include "worker/model/network/network.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

// What the seed of a training is used for.
enum Purpose : uint64_t { kWeights = 1, kShuffle = 2 };

double Seconds(const FitRequest& request) {
  return request.clock == nullptr ? 0 : request.clock->SteadySeconds();
}

// The training of one point.
class Training {
 public:
  Training(const FitRequest& request, size_t cell, Network& network, Optimizer& optimizer)
      : request_(request),
        cell_(cell),
        network_(network),
        optimizer_(optimizer),
        batch_rows_(BatchRows(request, cell)),
        order_(static_cast<size_t>(request.train.x.rows)) {}

  static int64_t BatchRows(const FitRequest& request, size_t cell) {
    return std::min(IntAt(request.points[cell], "batch_size"),
                    std::max<int64_t>(1, request.train.x.rows));
  }

  // All epochs. Cancelled when asked to stop, Internal when the loss is no number.
  Status Train(CellFit& fit) {
    network_.Initialize(MixSeed(request_.seed, kWeights));
    fit.evaluation_predictions.resize(static_cast<size_t>(request_.evaluation.x.rows));
    const int64_t epochs = IntAt(request_.points[cell_], "epochs");
    for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
      const double start = Seconds(request_);
      GF_RETURN_IF_ERROR(TrainEpoch(epoch));
      const double trained = Seconds(request_);
      fit.fit_seconds += trained - start;
      GF_RETURN_IF_ERROR(EvaluateEpoch(epoch, fit.evaluation_predictions));
      // The last epoch's evaluation is the one that gives the score.
      fit.score_seconds = Seconds(request_) - trained;
    }
    return absl::OkStatus();
  }

 private:
  Status TrainEpoch(int64_t epoch) {
    // From the first order each time: an epoch's order depends on its number alone.
    std::iota(order_.begin(), order_.end(), 0);
    Random random(MixSeed(MixSeed(request_.seed, kShuffle), static_cast<uint64_t>(epoch)));
    random.Shuffle(std::span(order_));
    BatchScore total;
    for (size_t first = 0; first < order_.size(); first += static_cast<size_t>(batch_rows_)) {
      if (request_.stop != nullptr && request_.stop->load(std::memory_order_relaxed)) {
        return Cancelled("training stopped in epoch {}", epoch);
      }
      const size_t rows = std::min(static_cast<size_t>(batch_rows_), order_.size() - first);
      const BatchScore score = network_.Train(request_.train.x, request_.train.y,
                                              std::span<const int32_t>(order_).subspan(first, rows),
                                              step_++, optimizer_);
      GF_RETURN_IF_ERROR(CheckLoss("loss", score.loss_sum, epoch));
      total.loss_sum += score.loss_sum;
      total.hits += score.hits;
    }
    Report(epoch, "loss", "accuracy", total, request_.train.x.rows);
    return absl::OkStatus();
  }

  Status EvaluateEpoch(int64_t epoch, std::span<int32_t> predictions) {
    if (request_.evaluation.x.rows == 0) return absl::OkStatus();
    const BatchScore score =
        network_.Evaluate(request_.evaluation.x, request_.evaluation.y, predictions);
    GF_RETURN_IF_ERROR(CheckLoss("val_loss", score.loss_sum, epoch));
    Report(epoch, "val_loss", "val_accuracy", score, request_.evaluation.x.rows);
    return absl::OkStatus();
  }

  static Status CheckLoss(const char* name, double loss, int64_t epoch) {
    if (std::isfinite(loss)) return absl::OkStatus();
    return Internal("diverged: {} is {} in epoch {}", name, std::isnan(loss) ? "nan" : "inf",
                    epoch);
  }

  void Report(int64_t epoch, const char* loss, const char* accuracy, const BatchScore& score,
              int64_t rows) {
    if (request_.observer == nullptr || rows == 0) return;
    const auto count = static_cast<double>(rows);
    request_.observer->OnCurvePoint(cell_, {epoch, loss, score.loss_sum / count});
    request_.observer->OnCurvePoint(cell_,
                                    {epoch, accuracy, static_cast<double>(score.hits) / count});
  }

  const FitRequest& request_;
  size_t cell_;
  Network& network_;
  Optimizer& optimizer_;
  int64_t batch_rows_;
  uint64_t step_ = 0;
  std::vector<int32_t> order_;
};

StatusOr<NetworkShape> ShapeOf(const FitRequest& request, const std::string& model, size_t cell) {
  NetworkShape shape;
  const Point& point = request.points[cell];
  if (model == "network") {
    if (request.layers == nullptr) return InvalidArgument("network: expected layers, found none");
    GF_ASSIGN_OR_RETURN(shape.layers, InstantiateLayers(*request.layers, point));
  } else {
    GF_ASSIGN_OR_RETURN(shape.layers, ExpandShortForm(model, point, request.classes));
  }
  shape.input = {1, 1, request.train.x.cols};
  if (request.shape) {
    shape.input = {request.shape->height, request.shape->width, request.shape->channels};
  }
  if (shape.input.Size() != request.train.x.cols) {
    return InvalidArgument("network: a picture of {}x{}x{} has {} values, a row has {}",
                           shape.input.height, shape.input.width, shape.input.channels,
                           shape.input.Size(), request.train.x.cols);
  }
  shape.classes = request.classes;
  return shape;
}

// What is asked for beyond the evaluation rows' predictions.
Status Finish(const FitRequest& request, Network& network, CellFit& fit) {
  if (request.predict_train) {
    const double start = Seconds(request);
    fit.train_predictions.resize(static_cast<size_t>(request.train.x.rows));
    network.Predict(request.train.x, fit.train_predictions);
    fit.score_seconds += Seconds(request) - start;
  }
  if (request.keep_models) {
    GF_ASSIGN_OR_RETURN(fit.model, NetworkModel::CopyOf(network));
  }
  return absl::OkStatus();
}

Status FitCell(const FitRequest& request, const std::string& model, size_t cell, CellFit& fit) {
  const double start = Seconds(request);
  GF_ASSIGN_OR_RETURN(const NetworkShape shape, ShapeOf(request, model, cell));
  const Point& point = request.points[cell];
  const Precision precision =
      TextAt(point, "precision") == "bf16" ? Precision::kBfloat16 : Precision::kFloat;
  GF_ASSIGN_OR_RETURN(auto network,
                      Network::Build(shape, Training::BatchRows(request, cell), precision));
  GF_ASSIGN_OR_RETURN(const TrainingSettings settings, ReadTrainingSettings(point));
  GF_ASSIGN_OR_RETURN(const OptimizerSettings optimizer_settings, ReadOptimizer(point));
  network->Configure(settings);
  Optimizer optimizer(optimizer_settings, network->parameters().size());
  fit.fit_seconds = Seconds(request) - start;
  GF_RETURN_IF_ERROR(Training(request, cell, *network, optimizer).Train(fit));
  GF_ASSIGN_OR_RETURN(const auto outputs, InferExtents(shape.layers, shape.input, shape.classes));
  fit.facts["parameters"] =
      static_cast<double>(CountParameters(shape.layers, outputs, shape.input));
  fit.facts["epochs"] = static_cast<double>(IntAt(point, "epochs"));
  return Finish(request, *network, fit);
}

}  // namespace

StatusOr<std::vector<CellFit>> NetworkTrainer::Fit(const FitRequest& request) const {
  std::vector<CellFit> fits(request.points.size());
  for (size_t cell = 0; cell < fits.size(); ++cell) {
    Status status = FitCell(request, model_, cell, fits[cell]);
    if (absl::IsCancelled(status)) return status;
    if (!status.ok()) fits[cell] = CellFit{};
    fits[cell].status = std::move(status);
  }
  return fits;
}

}  // namespace gridfold
