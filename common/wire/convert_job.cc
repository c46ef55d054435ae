// The conversions of what workers are asked and answer.
#include "common/wire/convert.h"

namespace gridfold {
namespace {

constexpr int kLayerDepthMax = 32;

void ToProto(const LayerNode& node, v1::LayerNode* proto) {
  proto->set_type(node.type);
  gridfold::ToProto(node.settings, proto->mutable_settings());
  for (const LayerNode& child : node.children) ToProto(child, proto->add_children());
  proto->set_line(node.line);
}

StatusOr<LayerNode> FromProto(const v1::LayerNode& proto, int depth) {
  if (depth > kLayerDepthMax) {
    return InvalidArgument("LayerNode: expected at most {} levels", kLayerDepthMax);
  }
  LayerNode node;
  node.type = proto.type();
  node.line = proto.line();
  GF_ASSIGN_OR_RETURN(node.settings, gridfold::FromProto(proto.settings()));
  for (const auto& child : proto.children()) {
    GF_ASSIGN_OR_RETURN(node.children.emplace_back(), FromProto(child, depth + 1));
  }
  return node;
}

void ToProto(const CrossValidation& cv, v1::CrossValidation* proto) {
  proto->set_folds(cv.folds);
  proto->set_repeats(cv.repeats);
  if (cv.holdout) proto->set_holdout(*cv.holdout);
  proto->set_stratified(cv.stratified);
  proto->set_shuffle(cv.shuffle);
  proto->set_train_scores(cv.train_scores);
  proto->set_seed(cv.seed);
}

CrossValidation FromProto(const v1::CrossValidation& proto) {
  CrossValidation cv;
  cv.folds = proto.folds();
  cv.repeats = proto.repeats();
  if (proto.has_holdout()) cv.holdout = proto.holdout();
  cv.stratified = proto.stratified();
  cv.shuffle = proto.shuffle();
  cv.train_scores = proto.train_scores();
  cv.seed = proto.seed();
  return cv;
}

void ToProto(const CheckpointFile& checkpoint, v1::Checkpoint* proto) {
  proto->set_epoch(checkpoint.epoch);
  if (checkpoint.score) proto->set_score(*checkpoint.score);
  proto->set_sha256(checkpoint.sha256);
  proto->set_bytes(checkpoint.bytes);
}

CheckpointFile FromProto(const v1::Checkpoint& proto) {
  CheckpointFile checkpoint{proto.epoch(), {}, proto.sha256(), proto.bytes()};
  if (proto.has_score()) checkpoint.score = proto.score();
  return checkpoint;
}

void ToProto(const Work& work, v1::Command* proto) {
  for (const std::string& word : work.command.run) proto->add_run(word);
  proto->set_script(work.command.script);
  proto->set_script_sha256(work.script_hash);
  proto->set_rows(work.command.rows);
  if (work.command_memory_bytes) proto->set_memory_bytes(*work.command_memory_bytes);
}

void FromProto(const v1::Command& proto, Work& work) {
  work.command.run.assign(proto.run().begin(), proto.run().end());
  work.command.script = proto.script();
  work.script_hash = proto.script_sha256();
  work.command.rows = proto.rows();
  if (proto.has_memory_bytes()) work.command_memory_bytes = proto.memory_bytes();
}

}  // namespace

void ToProto(const Work& work, v1::Work* proto) {
  proto->set_study(work.study);
  proto->set_dataset_hash(work.dataset_hash);
  for (const TransformSpec& step : work.pipeline) {
    v1::Transform* transform = proto->add_pipeline();
    transform->set_name(step.name);
    ToProto(step.settings, transform->mutable_settings());
  }
  proto->set_model(work.model);
  for (const LayerNode& node : work.layers) ToProto(node, proto->add_layers());
  ToProto(work.cv, proto->mutable_cv());
  proto->set_metric(work.metric);
  for (const std::string& metric : work.metrics) proto->add_metrics(metric);
  proto->set_seed(work.seed);
  for (const auto& [section, settings] : work.training) {
    ToProto(settings, &(*proto->mutable_training())[section]);
  }
  if (!work.command.run.empty()) ToProto(work, proto->mutable_command());
  for (const std::string& name : work.judged) proto->add_judged(name);
}

StatusOr<Work> FromProto(const v1::Work& proto) {
  Work work;
  work.study = proto.study();
  work.dataset_hash = proto.dataset_hash();
  for (const auto& transform : proto.pipeline()) {
    TransformSpec step{transform.name(), {}};
    GF_ASSIGN_OR_RETURN(step.settings, FromProto(transform.settings()));
    work.pipeline.push_back(std::move(step));
  }
  work.model = proto.model();
  for (const auto& node : proto.layers()) {
    GF_ASSIGN_OR_RETURN(work.layers.emplace_back(), FromProto(node, 0));
  }
  work.cv = FromProto(proto.cv());
  work.metric = proto.metric();
  work.metrics.assign(proto.metrics().begin(), proto.metrics().end());
  work.seed = proto.seed();
  for (const auto& [section, settings] : proto.training()) {
    GF_ASSIGN_OR_RETURN(work.training[section], FromProto(settings));
  }
  if (proto.has_command()) FromProto(proto.command(), work);
  work.judged.assign(proto.judged().begin(), proto.judged().end());
  return work;
}

void ToProto(const Lease& lease, v1::Lease* proto) {
  proto->set_study(lease.job.study);
  proto->set_job(lease.job.number);
  proto->set_attempt(lease.attempt);
  proto->set_kind(lease.job.kind == JobKind::kRefit ? v1::JOB_KIND_REFIT : v1::JOB_KIND_CELLS);
  proto->set_fold(lease.job.fold);
  for (const JobTrial& trial : lease.job.trials) {
    v1::JobTrial* message = proto->add_trials();
    message->set_number(trial.number);
    ToProto(trial.parameters, message->mutable_parameters());
  }
  for (const std::string& key : lease.job.cache_keys) proto->add_cache_keys(key);
  proto->set_lease_ms(lease.lease_ms);
  if (lease.timeout_ms) proto->set_timeout_ms(*lease.timeout_ms);
  proto->set_checkpoint_sha256(lease.checkpoint_hash);
  proto->set_pause_epochs(lease.pause_epochs);
}

StatusOr<Lease> FromProto(const v1::Lease& proto) {
  Lease lease;
  lease.job.study = proto.study();
  lease.job.number = proto.job();
  lease.attempt = proto.attempt();
  if (!v1::JobKind_IsValid(proto.kind())) {
    return InvalidArgument("Lease.kind: expected a known kind, found {}",
                           static_cast<int>(proto.kind()));
  }
  lease.job.kind = proto.kind() == v1::JOB_KIND_REFIT ? JobKind::kRefit : JobKind::kCells;
  lease.job.fold = proto.fold();
  for (const auto& message : proto.trials()) {
    JobTrial trial{message.number(), {}};
    GF_ASSIGN_OR_RETURN(trial.parameters, FromProto(message.parameters()));
    lease.job.trials.push_back(std::move(trial));
  }
  lease.job.cache_keys.assign(proto.cache_keys().begin(), proto.cache_keys().end());
  lease.lease_ms = proto.lease_ms();
  if (proto.has_timeout_ms()) lease.timeout_ms = proto.timeout_ms();
  lease.checkpoint_hash = proto.checkpoint_sha256();
  lease.pause_epochs = proto.pause_epochs();
  return lease;
}

void ToProto(const JobReport& report, v1::JobReport* proto) {
  proto->mutable_key()->set_study(report.study);
  proto->mutable_key()->set_job(report.job);
  proto->mutable_key()->set_attempt(report.attempt);
  for (const CellResult& cell : report.cells) ToProto(cell, proto->add_cells());
  for (const auto& [trial, point] : report.curves) {
    v1::CurvePoint* message = proto->add_curves();
    message->set_trial(trial);
    message->set_fold(point.fold);
    message->set_epoch(point.point.epoch);
    message->set_metric(point.point.metric);
    message->set_value(point.point.value);
  }
  if (report.refit) ToProto(*report.refit, proto->mutable_refit());
  if (report.end) proto->set_end(static_cast<v1::AttemptEnd>(static_cast<int>(*report.end) + 1));
  proto->set_message(report.message);
  if (report.checkpoint) ToProto(*report.checkpoint, proto->mutable_checkpoint());
}

StatusOr<JobReport> FromProto(const v1::JobReport& proto) {
  JobReport report;
  report.study = proto.key().study();
  report.job = proto.key().job();
  report.attempt = proto.key().attempt();
  for (const auto& cell : proto.cells()) {
    GF_ASSIGN_OR_RETURN(report.cells.emplace_back(), FromProto(cell));
  }
  for (const auto& point : proto.curves()) {
    report.curves.push_back(
        {point.trial(), {point.fold(), {point.epoch(), point.metric(), point.value()}}});
  }
  if (proto.has_refit()) report.refit = FromProto(proto.refit());
  if (proto.end() != v1::ATTEMPT_END_UNSPECIFIED) {
    if (!v1::AttemptEnd_IsValid(proto.end())) {
      return InvalidArgument("JobReport.end: expected a known end, found {}",
                             static_cast<int>(proto.end()));
    }
    report.end = static_cast<AttemptEnd>(static_cast<int>(proto.end()) - 1);
  }
  report.message = proto.message();
  if (proto.has_checkpoint()) report.checkpoint = FromProto(proto.checkpoint());
  return report;
}

}  // namespace gridfold
