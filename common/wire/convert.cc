#include "common/wire/convert.h"

namespace gridfold {
namespace {

template <typename T>
void SetOptional(const std::optional<T>& value, void (v1::Trial::*set)(T), v1::Trial* proto) {
  if (value) (proto->*set)(*value);
}

// Domain enums count from 0, wire enums from 1 (0 is "unspecified").
template <typename Wire, typename Domain>
Wire ToWire(Domain value) {
  return static_cast<Wire>(static_cast<int>(value) + 1);
}

template <typename Domain>
StatusOr<Domain> FromWire(int value, int count, const char* field) {
  if (value < 1 || value > count) {
    return InvalidArgument("{}: expected 1..{}, found {}", field, count, value);
  }
  return static_cast<Domain>(value - 1);
}

void ToProto(const Value& value, v1::Value* proto) {
  if (const auto* b = std::get_if<bool>(&value)) proto->set_bool_value(*b);
  if (const auto* i = std::get_if<int64_t>(&value)) proto->set_int_value(*i);
  if (const auto* d = std::get_if<double>(&value)) proto->set_double_value(*d);
  if (const auto* s = std::get_if<std::string>(&value)) proto->set_string_value(*s);
  if (const auto* l = std::get_if<IntList>(&value)) {
    proto->mutable_list_value()->mutable_values()->Assign(l->begin(), l->end());
  }
}

StatusOr<Value> FromProto(const v1::Value& proto) {
  switch (proto.kind_case()) {
    case v1::Value::kBoolValue:
      return Value(proto.bool_value());
    case v1::Value::kIntValue:
      return Value(static_cast<int64_t>(proto.int_value()));
    case v1::Value::kDoubleValue:
      return Value(proto.double_value());
    case v1::Value::kStringValue:
      return Value(proto.string_value());
    case v1::Value::kListValue:
      return Value(IntList(proto.list_value().values().begin(), proto.list_value().values().end()));
    case v1::Value::KIND_NOT_SET:
      break;
  }
  return InvalidArgument("Value.kind: expected one to be set, found none");
}

void ToProto(int64_t trial, const TrialCurvePoint& point, v1::CurvePoint* proto) {
  proto->set_trial(trial);
  proto->set_fold(point.fold);
  proto->set_epoch(point.point.epoch);
  proto->set_metric(point.point.metric);
  proto->set_value(point.point.value);
}

TrialCurvePoint FromProto(const v1::CurvePoint& proto) {
  return {proto.fold(), {proto.epoch(), proto.metric(), proto.value()}};
}

}  // namespace

void ToProto(const Point& point, v1::Point* proto) {
  for (const auto& [name, value] : point) ToProto(value, &(*proto->mutable_values())[name]);
}

StatusOr<Point> FromProto(const v1::Point& proto) {
  Point point;
  for (const auto& [name, value] : proto.values()) {
    GF_ASSIGN_OR_RETURN(point[name], FromProto(value));
  }
  return point;
}

void ToProto(const CellResult& result, v1::CellResult* proto) {
  proto->set_trial(result.trial);
  proto->set_fold(result.fold);
  proto->set_state(ToWire<v1::CellState>(result.state));
  proto->set_reason(result.reason);
  proto->set_test_score(result.test_score);
  if (result.train_score) proto->set_train_score(*result.train_score);
  for (const auto& [name, value] : result.metrics) (*proto->mutable_metrics())[name] = value;
  proto->set_fit_seconds(result.fit_seconds);
  proto->set_score_seconds(result.score_seconds);
  proto->mutable_confusion()->Assign(result.confusion.begin(), result.confusion.end());
  proto->mutable_predictions()->Assign(result.predictions.begin(), result.predictions.end());
}

StatusOr<CellResult> FromProto(const v1::CellResult& proto) {
  CellResult result;
  result.trial = proto.trial();
  result.fold = proto.fold();
  GF_ASSIGN_OR_RETURN(result.state, FromWire<CellState>(proto.state(), 3, "CellResult.state"));
  result.reason = proto.reason();
  result.test_score = proto.test_score();
  if (proto.has_train_score()) result.train_score = proto.train_score();
  result.metrics = {proto.metrics().begin(), proto.metrics().end()};
  result.fit_seconds = proto.fit_seconds();
  result.score_seconds = proto.score_seconds();
  result.confusion.assign(proto.confusion().begin(), proto.confusion().end());
  result.predictions.assign(proto.predictions().begin(), proto.predictions().end());
  return result;
}

void ToProto(const RefitSummary& refit, v1::Refit* proto) {
  proto->set_trial(refit.trial);
  if (refit.train_score) proto->set_train_score(*refit.train_score);
  if (refit.test_score) proto->set_test_score(*refit.test_score);
  proto->set_fit_seconds(refit.fit_seconds);
  proto->set_model_hash(refit.model_hash);
  proto->set_model_bytes(refit.model_bytes);
  proto->set_reason(refit.reason);
  for (const auto& [name, value] : refit.metrics) (*proto->mutable_metrics())[name] = value;
}

RefitSummary FromProto(const v1::Refit& proto) {
  RefitSummary refit;
  refit.trial = proto.trial();
  if (proto.has_train_score()) refit.train_score = proto.train_score();
  if (proto.has_test_score()) refit.test_score = proto.test_score();
  refit.fit_seconds = proto.fit_seconds();
  refit.model_hash = proto.model_hash();
  refit.model_bytes = proto.model_bytes();
  refit.reason = proto.reason();
  refit.metrics = {proto.metrics().begin(), proto.metrics().end()};
  return refit;
}

void ToProto(const TrialSummary& trial, v1::Trial* proto) {
  proto->set_number(trial.number);
  proto->set_state(ToWire<v1::TrialState>(trial.state));
  proto->set_reason(trial.reason);
  ToProto(trial.parameters, proto->mutable_parameters());
  SetOptional(trial.mean_score, &v1::Trial::set_mean_score, proto);
  SetOptional(trial.std_score, &v1::Trial::set_std_score, proto);
  SetOptional(trial.std_error, &v1::Trial::set_std_error, proto);
  SetOptional(trial.mean_train_score, &v1::Trial::set_mean_train_score, proto);
  SetOptional(trial.mean_fit_seconds, &v1::Trial::set_mean_fit_seconds, proto);
  SetOptional(trial.mean_score_seconds, &v1::Trial::set_mean_score_seconds, proto);
  if (trial.rank) proto->set_rank(*trial.rank);
  proto->mutable_goals()->insert(trial.goals.begin(), trial.goals.end());
  proto->set_violation(trial.violation);
  for (const auto& score : trial.fold_scores) {
    v1::OptionalScore* slot = proto->add_fold_scores();
    if (score) slot->set_value(*score);
  }
  for (const auto& score : trial.fold_train_scores) {
    v1::OptionalScore* slot = proto->add_fold_train_scores();
    if (score) slot->set_value(*score);
  }
}

StatusOr<TrialSummary> FromProto(const v1::Trial& proto) {
  TrialSummary trial;
  trial.number = proto.number();
  GF_ASSIGN_OR_RETURN(trial.state, FromWire<TrialState>(proto.state(), 7, "Trial.state"));
  trial.reason = proto.reason();
  GF_ASSIGN_OR_RETURN(trial.parameters, FromProto(proto.parameters()));
  if (proto.has_mean_score()) trial.mean_score = proto.mean_score();
  if (proto.has_std_score()) trial.std_score = proto.std_score();
  if (proto.has_std_error()) trial.std_error = proto.std_error();
  if (proto.has_mean_train_score()) trial.mean_train_score = proto.mean_train_score();
  if (proto.has_mean_fit_seconds()) trial.mean_fit_seconds = proto.mean_fit_seconds();
  if (proto.has_mean_score_seconds()) trial.mean_score_seconds = proto.mean_score_seconds();
  if (proto.has_rank()) trial.rank = proto.rank();
  trial.goals = {proto.goals().begin(), proto.goals().end()};
  trial.violation = proto.violation();
  const auto score = [](const v1::OptionalScore& slot) {
    return slot.has_value() ? std::optional(slot.value()) : std::nullopt;
  };
  for (const auto& slot : proto.fold_scores()) trial.fold_scores.push_back(score(slot));
  for (const auto& slot : proto.fold_train_scores()) trial.fold_train_scores.push_back(score(slot));
  return trial;
}

void ToProto(const TrialDetail& detail, v1::TrialDetail* proto) {
  ToProto(detail.summary, proto->mutable_summary());
  ToProto(detail.parameters, proto->mutable_parameters());
  for (const CellResult& cell : detail.cells) ToProto(cell, proto->add_cells());
  for (const TrialCurvePoint& point : detail.curves) {
    ToProto(detail.summary.number, point, proto->add_curves());
  }
  for (const AttemptSummary& attempt : detail.attempts) {
    v1::Attempt* message = proto->add_attempts();
    message->set_job(attempt.job);
    message->set_attempt(attempt.attempt);
    message->set_fold(attempt.fold);
    message->set_worker(attempt.worker);
    message->set_started_ms(attempt.started_ms);
    if (attempt.ended_ms) message->set_ended_ms(*attempt.ended_ms);
    if (attempt.end) message->set_end(ToWire<v1::AttemptEnd>(*attempt.end));
    message->set_message(attempt.message);
  }
}

StatusOr<TrialDetail> FromProto(const v1::TrialDetail& proto) {
  TrialDetail detail;
  GF_ASSIGN_OR_RETURN(detail.summary, FromProto(proto.summary()));
  GF_ASSIGN_OR_RETURN(detail.parameters, FromProto(proto.parameters()));
  for (const auto& cell : proto.cells()) {
    GF_ASSIGN_OR_RETURN(detail.cells.emplace_back(), FromProto(cell));
  }
  for (const auto& point : proto.curves()) detail.curves.push_back(FromProto(point));
  for (const auto& message : proto.attempts()) {
    AttemptSummary attempt{message.job(),    message.attempt(),    message.fold(),
                           message.worker(), message.started_ms(), std::nullopt,
                           std::nullopt,     message.message()};
    if (message.has_ended_ms()) attempt.ended_ms = message.ended_ms();
    if (message.end() != v1::ATTEMPT_END_UNSPECIFIED) {
      GF_ASSIGN_OR_RETURN(attempt.end, FromWire<AttemptEnd>(message.end(), 6, "Attempt.end"));
    }
    detail.attempts.push_back(std::move(attempt));
  }
  return detail;
}

void ToProto(const StudySummary& study, v1::Study* proto) {
  proto->set_id(study.id);
  proto->set_name(study.name);
  proto->set_state(ToWire<v1::StudyState>(study.state));
  proto->set_reason(study.reason);
  proto->set_model(study.model);
  proto->set_dataset(study.dataset);
  proto->set_dataset_hash(study.dataset_hash);
  proto->mutable_given()->insert(study.given.begin(), study.given.end());
  proto->set_metric(study.metric);
  proto->set_algorithm(study.algorithm);
  proto->set_maximize(study.maximize);
  proto->set_splits(study.splits);
  proto->set_trials_total(study.trials_total);
  proto->set_trials_waiting(study.trials_waiting);
  proto->set_trials_running(study.trials_running);
  proto->set_trials_completed(study.trials_completed);
  proto->set_trials_failed(study.trials_failed);
  proto->set_trials_infeasible(study.trials_infeasible);
  proto->set_trials_cancelled(study.trials_cancelled);
  proto->set_trials_pruned(study.trials_pruned);
  proto->set_duplicates_merged(study.duplicates_merged);
  proto->set_cells_done(study.cells_done);
  proto->set_cells_total(study.cells_total);
  if (study.best_score) proto->set_best_score(*study.best_score);
  if (study.best_trial) proto->set_best_trial(*study.best_trial);
  ToProto(study.best_parameters, proto->mutable_best_parameters());
  proto->set_created_ms(study.created_ms);
  if (study.started_ms) proto->set_started_ms(*study.started_ms);
  if (study.finished_ms) proto->set_finished_ms(*study.finished_ms);
  for (const RefitSummary& refit : study.refits) ToProto(refit, proto->add_refits());
  for (const std::string& name : study.parameter_names) proto->add_parameter_names(name);
  proto->set_spec_text(study.spec_text);
  for (const std::string& entry : study.spec_overrides) proto->add_spec_overrides(entry);
  for (const std::string& name : study.class_names) proto->add_class_names(name);
}

StatusOr<StudySummary> FromProto(const v1::Study& proto) {
  StudySummary study;
  study.id = proto.id();
  study.name = proto.name();
  GF_ASSIGN_OR_RETURN(study.state, FromWire<StudyState>(proto.state(), 6, "Study.state"));
  study.reason = proto.reason();
  study.model = proto.model();
  study.dataset = proto.dataset();
  study.dataset_hash = proto.dataset_hash();
  study.given = {proto.given().begin(), proto.given().end()};
  study.metric = proto.metric();
  study.algorithm = proto.algorithm();
  study.maximize = proto.maximize();
  study.splits = proto.splits();
  study.trials_total = proto.trials_total();
  study.trials_waiting = proto.trials_waiting();
  study.trials_running = proto.trials_running();
  study.trials_completed = proto.trials_completed();
  study.trials_failed = proto.trials_failed();
  study.trials_infeasible = proto.trials_infeasible();
  study.trials_cancelled = proto.trials_cancelled();
  study.trials_pruned = proto.trials_pruned();
  study.duplicates_merged = proto.duplicates_merged();
  study.cells_done = proto.cells_done();
  study.cells_total = proto.cells_total();
  if (proto.has_best_score()) study.best_score = proto.best_score();
  if (proto.has_best_trial()) study.best_trial = proto.best_trial();
  GF_ASSIGN_OR_RETURN(study.best_parameters, FromProto(proto.best_parameters()));
  study.created_ms = proto.created_ms();
  if (proto.has_started_ms()) study.started_ms = proto.started_ms();
  if (proto.has_finished_ms()) study.finished_ms = proto.finished_ms();
  for (const auto& refit : proto.refits()) study.refits.push_back(FromProto(refit));
  study.parameter_names.assign(proto.parameter_names().begin(), proto.parameter_names().end());
  study.spec_text = proto.spec_text();
  study.spec_overrides.assign(proto.spec_overrides().begin(), proto.spec_overrides().end());
  study.class_names.assign(proto.class_names().begin(), proto.class_names().end());
  return study;
}

}  // namespace gridfold
