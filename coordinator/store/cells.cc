// Store: accepted results, curves and refits.
#include "coordinator/store/columns.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

std::string CellText(int64_t study, int64_t trial, int fold) {
  return fmt::format("trial {}, fold {} of study {}", trial, fold, study);
}

}  // namespace

Status Store::InsertCellResult(int64_t study, int64_t job, int64_t attempt,
                               const CellResult& result, int32_t classes) {
  const std::string cell = CellText(study, result.trial, result.fold);
  auto confusion = ConfusionToJson(result.confusion, classes);
  if (!confusion.ok()) return Annotate(confusion.status(), cell);
  std::optional<double> test_score;
  if (result.state == CellState::kCompleted) test_score = result.test_score;
  const std::string predictions = PredictionsToBytes(result.predictions);
  std::optional<Blob> blob;
  if (!predictions.empty()) blob = Blob{predictions};
  const Status inserted = impl_->database->Execute(
      "insert_fold_result", study, result.trial, result.fold, job, attempt,
      std::string(Name(result.state)), result.reason, test_score, result.train_score,
      result.fit_seconds, result.score_seconds, *confusion, blob);
  if (absl::IsAlreadyExists(inserted)) return AlreadyExists("{} has a result already", cell);
  GF_RETURN_IF_ERROR(Annotate(inserted, cell));
  for (const auto& [metric, value] : result.metrics) {
    GF_RETURN_IF_ERROR(impl_->database->Execute("insert_fold_metric", study, result.trial,
                                                result.fold, metric, value));
  }
  return absl::OkStatus();
}

Status Store::DeleteCellResult(int64_t study, int64_t trial, int fold) {
  GF_RETURN_IF_ERROR(impl_->database->Execute("delete_fold_metrics", study, trial, fold));
  GF_RETURN_IF_ERROR(impl_->database->Execute("delete_curve", study, trial, fold));
  return impl_->database->Execute("delete_fold_result", study, trial, fold);
}

Status Store::PutCurvePoint(int64_t study, int64_t trial, const TrialCurvePoint& point) {
  return impl_->database->Execute("put_curve_point", study, trial, point.fold, point.point.metric,
                                  point.point.epoch, point.point.value);
}

Status Store::PutRefit(int64_t study, const RefitSummary& refit) {
  GF_RETURN_IF_ERROR(impl_->database->Execute("put_refit", study, refit.trial, refit.train_score,
                                              refit.test_score, refit.fit_seconds, refit.reason));
  GF_RETURN_IF_ERROR(impl_->database->Execute("delete_refit_metrics", study, refit.trial));
  for (const auto& [metric, value] : refit.test_metrics) {
    GF_RETURN_IF_ERROR(
        impl_->database->Execute("insert_refit_metric", study, refit.trial, metric, value));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
