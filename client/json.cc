#include "client/json.h"

#include <cmath>

namespace gridfold {
namespace {

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json Scores(const std::vector<std::optional<double>>& scores) {
  Json list = Json::array();
  for (const auto& score : scores) list.push_back(JsonOf(score));
  return list;
}

Json MetricsJson(const std::map<std::string, double>& metrics) {
  Json object = Json::object();
  for (const auto& [name, value] : metrics) object[name] = JsonOf(std::optional(value));
  return object;
}

Json CellJson(const CellResult& cell) {
  const bool scored = cell.state == CellState::kCompleted;
  return {{"fold", cell.fold},
          {"state", std::string(Name(cell.state))},
          {"reason", cell.reason},
          {"test_score", scored ? JsonOf(std::optional(cell.test_score)) : Json(nullptr)},
          {"train_score", JsonOf(cell.train_score)},
          {"metrics", MetricsJson(cell.metrics)},
          {"fit_seconds", cell.fit_seconds},
          {"score_seconds", cell.score_seconds},
          {"confusion", cell.confusion}};
}

Json AttemptJson(const AttemptSummary& attempt) {
  return {{"job", attempt.job},
          {"attempt", attempt.attempt},
          {"fold", attempt.fold},
          {"worker", attempt.worker},
          {"started_ms", attempt.started_ms},
          {"ended_ms", OrNull(attempt.ended_ms)},
          {"end", attempt.end ? Json(std::string(Name(*attempt.end))) : Json(nullptr)},
          {"message", attempt.message}};
}

}  // namespace

Json JsonOf(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return JsonOf(std::optional(*number));
  return std::visit([](const auto& held) { return Json(held); }, value);
}

Json JsonOf(const Point& point) {
  Json object = Json::object();
  for (const auto& [name, value] : point) object[name] = JsonOf(value);
  return object;
}

Json JsonOf(const std::optional<double>& number) {
  return number && std::isfinite(*number) ? Json(*number) : Json(nullptr);
}

Json JsonOf(const RefitSummary& refit) {
  return {{"trial", refit.trial},
          {"train_score", JsonOf(refit.train_score)},
          {"test_score", JsonOf(refit.test_score)},
          {"metrics", MetricsJson(refit.metrics)},
          {"fit_seconds", refit.fit_seconds},
          {"model_sha256", refit.model_hash},
          {"model_bytes", refit.model_bytes},
          {"reason", refit.reason}};
}

Json JsonOf(const StudySummary& study) {
  Json json = {{"name", study.name},
               {"state", std::string(Name(study.state))},
               {"reason", study.reason},
               {"model", study.model},
               {"dataset", study.dataset},
               {"metric", study.metric},
               {"goal", study.maximize ? "maximize" : "minimize"},
               {"algorithm", study.algorithm},
               {"splits", study.splits},
               {"trials_total", JsonOf(std::optional(study.trials_total))},
               {"trials",
                {{"WAITING", study.trials_waiting},
                 {"RUNNING", study.trials_running},
                 {"COMPLETED", study.trials_completed},
                 {"PRUNED", study.trials_pruned},
                 {"FAILED", study.trials_failed},
                 {"INFEASIBLE", study.trials_infeasible},
                 {"CANCELLED", study.trials_cancelled}}},
               {"duplicates_merged", study.duplicates_merged},
               {"cells_done", study.cells_done},
               {"cells_total", JsonOf(std::optional(study.cells_total))},
               {"best_score", JsonOf(study.best_score)},
               {"best_trial", OrNull(study.best_trial)},
               {"best_parameters", JsonOf(study.best_parameters)},
               {"created_ms", study.created_ms},
               {"started_ms", OrNull(study.started_ms)},
               {"finished_ms", OrNull(study.finished_ms)}};
  json["refits"] = Json::array();
  for (const RefitSummary& refit : study.refits) json["refits"].push_back(JsonOf(refit));
  return json;
}

Json JsonOf(const TrialSummary& trial) {
  Json goals = Json::object();
  for (const auto& [name, value] : trial.goals) goals[name] = JsonOf(std::optional(value));
  return {{"trial", trial.number},
          {"state", std::string(Name(trial.state))},
          {"reason", trial.reason},
          {"rank", OrNull(trial.rank)},
          {"parameters", JsonOf(trial.parameters)},
          {"mean_score", JsonOf(trial.mean_score)},
          {"std_score", JsonOf(trial.std_score)},
          {"std_error", JsonOf(trial.std_error)},
          {"mean_train_score", JsonOf(trial.mean_train_score)},
          {"mean_fit_seconds", JsonOf(trial.mean_fit_seconds)},
          {"mean_score_seconds", JsonOf(trial.mean_score_seconds)},
          {"goals", std::move(goals)},
          {"violation", JsonOf(std::optional(trial.violation))},
          {"fold_scores", Scores(trial.fold_scores)},
          {"fold_train_scores", Scores(trial.fold_train_scores)}};
}

Json JsonOf(const TrialDetail& detail) {
  Json json = JsonOf(detail.summary);
  json["cells"] = Json::array();
  for (const CellResult& cell : detail.cells) json["cells"].push_back(CellJson(cell));
  json["curves"] = Json::array();
  for (const TrialCurvePoint& curve : detail.curves) {
    json["curves"].push_back({{"fold", curve.fold},
                              {"epoch", curve.point.epoch},
                              {"metric", curve.point.metric},
                              {"value", JsonOf(std::optional(curve.point.value))}});
  }
  json["attempts"] = Json::array();
  for (const AttemptSummary& attempt : detail.attempts)
    json["attempts"].push_back(AttemptJson(attempt));
  return json;
}

std::string Dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gridfold
