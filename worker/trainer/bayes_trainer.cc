#include "worker/trainer/bayes_trainer.h"

#include <memory>
#include <utility>

#include "common/spec/catalogue.h"
#include "worker/model/bayes/bayes_model.h"
#include "worker/trainer/model_probabilities.h"

namespace gridfold {
namespace {

Status CheckPoints(std::span<const Point> points) {
  for (const Point& point : points.subspan(1)) {
    Point other = point;
    other["var_smoothing"] = points.front().at("var_smoothing");
    if (other == points.front()) continue;
    return InvalidArgument(
        "naive_bayes: expected points that differ only in var_smoothing, found {} and {}",
        ToJson(points.front()), ToJson(point));
  }
  return absl::OkStatus();
}

const Clock& ClockOf(const FitRequest& request) {
  return request.clock != nullptr ? *request.clock : RealClock();
}

// Cancelled; what else goes wrong is in the cell's status.
Status FitCell(const FitRequest& request, const ClassMoments& moments, const Point& point,
               CellFit& cell) {
  const Clock& clock = ClockOf(request);
  const double begin = clock.SteadySeconds();
  const double var_smoothing = NumberAt(point, "var_smoothing");
  StatusOr<GaussianBayes> bayes = Smooth(moments, var_smoothing);
  cell.status = bayes.status();
  if (!bayes.ok()) return absl::OkStatus();
  auto model = std::make_unique<BayesModel>(*std::move(bayes));
  cell.facts["smoothing"] = var_smoothing * moments.largest_variance;
  const double fitted = clock.SteadySeconds();
  GF_ASSIGN_OR_RETURN(cell.evaluation_predictions,
                      model->PredictBoth(request.evaluation.x, nullptr, request.stop));
  if (request.predict_train) {
    GF_ASSIGN_OR_RETURN(cell.train_predictions,
                        model->PredictBoth(request.train.x, nullptr, request.stop));
  }
  AddProbabilities(request, *model, cell);
  cell.fit_seconds += fitted - begin;
  cell.score_seconds = clock.SteadySeconds() - fitted;
  if (request.keep_models) cell.model = std::move(model);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<CellFit>> BayesTrainer::Fit(const FitRequest& request) const {
  std::vector<CellFit> cells(request.points.size());
  if (cells.empty()) return cells;
  GF_RETURN_IF_ERROR(CheckPoints(request.points));
  const double begin = ClockOf(request).SteadySeconds();
  const auto moments = MeasureClasses(request.train.x, request.train.y, request.stop);
  if (absl::IsCancelled(moments.status())) return moments.status();
  const double shared = ClockOf(request).SteadySeconds() - begin;
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i].status = moments.status();
    cells[i].fit_seconds = shared / static_cast<double>(cells.size());
    if (!moments.ok()) continue;
    GF_RETURN_IF_ERROR(FitCell(request, *moments, request.points[i], cells[i]));
  }
  return cells;
}

}  // namespace gridfold
