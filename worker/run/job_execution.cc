#include "worker/run/job_execution.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/base/fingerprint.h"
#include "common/base/log.h"
#include "common/base/random.h"
#include "common/data/folds.h"
#include "common/spec/catalogue.h"
#include "worker/command/command_trainer.h"
#include "worker/run/cell_scores.h"
#include "worker/run/job_rows.h"
#include "worker/trainer/trainer.h"

namespace gridfold {
namespace {

// Without a word in the spec a training is saved after an epoch once so long has gone by.
constexpr double kCheckpointSeconds = 60;

// Hands curve points on under the trial's number, and checkpoints.
class Forwarder final : public FitObserver {
 public:
  explicit Forwarder(const JobInput& input) : input_(input) {}
  void OnCurvePoint(size_t cell, const CurvePoint& point) override {
    // Curves are those of folds.
    if (input_.job->kind == JobKind::kRefit || !input_.on_curve_point) return;
    input_.on_curve_point(input_.job->trials[cell].number, point);
  }
  void OnCheckpoint(int64_t epoch, double score, std::string bytes) override {
    if (input_.on_checkpoint) input_.on_checkpoint(epoch, score, bytes);
  }
  void OnNote(const std::string& text) override {
    spdlog::debug("job {}/{}: {}", input_.job->study, input_.job->number, text);
  }

 private:
  const JobInput& input_;
};

RowOutcome EvaluationOutcome(const JobRows& rows, const CellFit& fit) {
  return {rows.evaluation_labels, fit.evaluation_predictions, fit.evaluation_probabilities,
          rows.data->class_count()};
}

RowOutcome TrainOutcome(const JobRows& rows, const CellFit& fit) {
  return {rows.train_labels, fit.train_predictions, fit.train_probabilities,
          rows.data->class_count()};
}

// A point that cannot be is INFEASIBLE, what else went wrong FAILED.
void SetFailure(const Status& status, CellResult& result) {
  result.state = status.code() == absl::StatusCode::kInvalidArgument ? CellState::kInfeasible
                                                                     : CellState::kFailed;
  result.reason = Message(status);
}

// What a training says where it was ended for now, the score last; nothing when it was not, or has
// a result all the same: why it failed.
std::vector<CurvePoint> InterimPoints(const JobInput& input, const JobRows& rows,
                                      const CellFit& fit) {
  if (fit.paused_epochs == 0 || !fit.status.ok()) return {};
  const RowOutcome outcome = EvaluationOutcome(rows, fit);
  const auto score = GoalScore(*input.work, outcome, fit.facts);
  if (!score.ok()) return {};
  std::vector<CurvePoint> points;
  std::map<std::string, double> numbers = fit.facts;
  // What cannot be had counts as missing.
  if (!input.work->judged.empty()) AddMetrics(*input.work, outcome, numbers).IgnoreError();
  for (const std::string& name : input.work->judged) {
    const auto found = numbers.find(name);
    if (found == numbers.end()) continue;
    points.push_back({fit.paused_epochs, InterimName(name), found->second});
  }
  points.push_back({fit.paused_epochs, kInterimScore, *score});
  return points;
}

// The scores and metrics of a fit that succeeded.
Status AddScores(const JobInput& input, const JobRows& rows, const CellFit& fit,
                 CellResult& result) {
  const RowOutcome outcome = EvaluationOutcome(rows, fit);
  GF_ASSIGN_OR_RETURN(result.test_score, GoalScore(*input.work, outcome, fit.facts));
  GF_RETURN_IF_ERROR(AddMetrics(*input.work, outcome, result.metrics));
  size_t predicted = rows.evaluation_labels.size();
  if (HasTrainScore(*input.work)) {
    GF_ASSIGN_OR_RETURN(result.train_score,
                        GoalScore(*input.work, TrainOutcome(rows, fit), fit.train_facts));
    predicted += rows.train_labels.size();
  }
  // How much of its time a program predicted is not known.
  if (input.work->model == "command") return absl::OkStatus();
  result.metrics["predict_us_per_row"] = 1e6 * fit.score_seconds / static_cast<double>(predicted);
  return absl::OkStatus();
}

CellResult ToResult(const JobInput& input, const JobRows& rows, size_t index, CellFit& fit) {
  CellResult result;
  result.trial = input.job->trials[index].number;
  result.fold = input.job->fold;
  result.fit_seconds = fit.fit_seconds;
  result.score_seconds = fit.score_seconds;
  result.metrics = fit.facts;
  Status status = fit.status;
  if (status.ok()) status = AddScores(input, rows, fit, result);
  if (!status.ok()) {
    SetFailure(status, result);
    return result;
  }
  if (fit.evaluation_predictions.size() != rows.evaluation_labels.size()) return result;
  const ConfusionMatrix confusion = EvaluationOutcome(rows, fit).Confusion();
  result.confusion.assign(confusion.counts().begin(), confusion.counts().end());
  result.predictions = std::move(fit.evaluation_predictions);
  return result;
}

// The largest value among the training rows: what ink is in a data set of pictures.
double LargestValue(const DataSet& data) {
  std::vector<float> row(static_cast<size_t>(data.features));
  float largest = 0;
  for (int64_t r = 0; r < data.train_rows; ++r) {
    data.CopyRow(r, row.data());
    largest = std::max(largest, *std::max_element(row.begin(), row.end()));
  }
  return largest;
}

// How a picture becomes a row of these: its size, and the value of full ink.
nlohmann::json PictureJson(const DataSet& data) {
  return {{"height", data.shape->height},
          {"width", data.shape->width},
          {"channels", data.shape->channels},
          {"ink", LargestValue(data)}};
}

// Everything that prediction needs: classes, pipeline, model.
std::string WriteModelFile(const JobRows& rows, const Model& model) {
  TensorFile file;
  file.SetText("format", "gridfold-model-1");
  file.SetText("classes", nlohmann::json(rows.data->classes).dump());
  file.SetText("features", std::to_string(rows.data->features));
  if (rows.data->shape) file.SetText("picture", PictureJson(*rows.data).dump());
  rows.pipeline.Save(file);
  file.SetText("model.type", model.Type());
  model.Save(file);
  return file.Serialize();
}

// A score that is not defined for these rows is left out; the model counts.
void AddRefitScores(const JobInput& input, const JobRows& rows, CellFit& fit, RefitSummary& refit) {
  refit.metrics = std::move(fit.facts);
  const auto train_score = GoalScore(*input.work, TrainOutcome(rows, fit), fit.train_facts);
  if (train_score.ok()) refit.train_score = *train_score;
  if (rows.evaluation_labels.empty()) return;
  const RowOutcome outcome = EvaluationOutcome(rows, fit);
  const auto test_score = GoalScore(*input.work, outcome, refit.metrics);
  if (test_score.ok()) refit.test_score = *test_score;
  AddMetrics(*input.work, outcome, refit.metrics).IgnoreError();
}

JobOutput ToRefit(const JobInput& input, const JobRows& rows, CellFit& fit) {
  JobOutput output;
  RefitSummary& refit = output.refit.emplace();
  refit.trial = input.job->trials.front().number;
  refit.fit_seconds = fit.fit_seconds;
  if (!fit.status.ok()) {
    refit.reason = Message(fit.status);
    return output;
  }
  AddRefitScores(input, rows, fit, refit);
  // What a program writes only it can read; it need not write any.
  output.model_file =
      fit.model == nullptr ? std::move(fit.model_file) : WriteModelFile(rows, *fit.model);
  if (output.model_file.empty()) return output;
  refit.model_hash = Sha256Hex(output.model_file);
  refit.model_bytes = static_cast<int64_t>(output.model_file.size());
  return output;
}

// What `init_from` names; empty without that section.
StatusOr<std::string> InitialWeights(const JobInput& input) {
  const auto section = input.work->training.find("init_from");
  if (section == input.work->training.end()) return std::string();
  const auto hash = section->second.find("sha256");
  if (hash == section->second.end() || !input.load_file) {
    return FailedPrecondition("init_from: the coordinator did not say which file it is");
  }
  return input.load_file(ToText(hash->second));
}

void SetCheckpoints(const JobInput& input, const Point& point, FitRequest& request) {
  request.checkpoint = input.checkpoint;
  request.pause_epochs = input.pause_epochs;
  if (!input.on_checkpoint) return;
  const auto section = SectionFor(input.work->training, "checkpoints", point);
  if (section && section->contains("every")) {
    request.checkpoint_every = IntAt(*section, "every");
  } else {
    request.checkpoint_seconds = kCheckpointSeconds;
  }
}

FitRequest MakeRequest(const JobInput& input, const JobRows& rows, const std::vector<Point>& points,
                       FitObserver* observer) {
  const bool is_refit = input.job->kind == JobKind::kRefit;
  FitRequest request;
  request.train = {rows.train, rows.train_labels};
  request.evaluation = {rows.evaluation, rows.evaluation_labels};
  request.classes = rows.data->class_count();
  if (rows.pipeline.KeepsPictures()) request.shape = rows.data->shape;
  request.points = points;
  request.layers = &input.work->layers;
  request.training = &input.work->training;
  request.evaluation_may_decide = !is_refit;
  if (rows.shared != nullptr) {
    request.shared = SharedRows{rows.shared->x, rows.shared->key, rows.train_places,
                                rows.evaluation_places, input.cache};
  }
  request.seed = JobSeed(*input.work, input.job->trials.front().parameters, input.job->fold);
  request.predict_train = is_refit || input.work->cv.train_scores;
  request.want_probabilities = AnyNeedsProbabilities(*input.work);
  request.want_train_probabilities = request.predict_train && GoalNeedsProbabilities(*input.work);
  request.keep_models = is_refit;
  request.observer = observer;
  SetCheckpoints(input, points.front(), request);
  request.memory = input.memory;
  request.crew = input.crew;
  request.stop = input.stop;
  request.clock = input.clock;
  return request;
}

// The trainer of a program of the user's: told what no other needs to know.
StatusOr<CommandTrainer> MakeCommandTrainer(const JobInput& input, const JobRows& rows) {
  CommandCall call;
  call.work = input.work;
  call.job = input.job;
  call.policy = input.commands;
  call.classes = rows.data->classes;
  if (!input.work->script_hash.empty()) {
    if (!input.load_file) return FailedPrecondition("command: the script cannot be had");
    GF_ASSIGN_OR_RETURN(call.script, input.load_file(input.work->script_hash));
  }
  const std::string& format = input.work->command.rows;
  GF_ASSIGN_OR_RETURN(
      call.rows,
      input.cache->Get<RowFiles>(
          fmt::format("row-files/{}/{}", format, rows.key),
          [&]() -> StatusOr<ContentCache::Made<RowFiles>> {
            const auto shape = rows.pipeline.KeepsPictures() ? rows.data->shape : std::nullopt;
            GF_ASSIGN_OR_RETURN(
                std::shared_ptr<const RowFiles> files,
                RowFiles::Write(format, {rows.train, rows.train_labels, rows.train_rows},
                                {rows.evaluation, rows.evaluation_labels, rows.evaluation_rows},
                                shape, rows.data->classes));
            const int64_t bytes = files->bytes();
            return ContentCache::Made<RowFiles>{std::move(files), bytes};
          }));
  return CommandTrainer(std::move(call));
}

StatusOr<std::vector<CellFit>> FitPoints(const JobInput& input, const JobRows& rows,
                                         const FitRequest& request) {
  if (input.work->model != "command") return FindTrainer(input.work->model)->Fit(request);
  GF_ASSIGN_OR_RETURN(const CommandTrainer trainer, MakeCommandTrainer(input, rows));
  return trainer.Fit(request);
}

// The job's trials all end alike: their pipeline cannot be made.
JobOutput AllInfeasible(const Job& job, const Status& reason) {
  JobOutput output;
  if (job.kind == JobKind::kRefit) {
    output.refit.emplace().trial = job.trials.front().number;
    output.refit->reason = Message(reason);
    return output;
  }
  for (const JobTrial& trial : job.trials) {
    CellResult& cell = output.cells.emplace_back();
    cell.trial = trial.number;
    cell.fold = job.fold;
    cell.state = CellState::kInfeasible;
    cell.reason = Message(reason);
  }
  return output;
}

}  // namespace

uint64_t JobSeed(const Work& work, const Point& parameters, int fold) {
  Point group;
  const ModelSchema* model = FindModel(work.model);
  for (const auto& [name, value] : parameters) {
    const ParameterSchema* schema = model == nullptr ? nullptr : model->Find(name);
    if (schema == nullptr || !schema->path) group.emplace(name, value);
  }
  return MixSeed(MixSeed(work.seed, Fingerprint(group)), static_cast<uint64_t>(fold) + 1);
}

StatusOr<JobOutput> ExecuteJob(const JobInput& input) {
  const Trainer* trainer = FindTrainer(input.work->model);
  const ModelSchema* schema = FindModel(input.work->model);
  const bool is_command = input.work->model == "command";
  if ((trainer == nullptr && !is_command) || schema == nullptr) {
    return FailedPrecondition("this worker has no model '{}'; it has {}", input.work->model,
                              ModelNames());
  }
  GF_RETURN_IF_ERROR(CheckMetrics(*input.work));
  if (input.job->trials.empty()) {
    return InvalidArgument("job {}: expected at least one trial, found none", input.job->number);
  }
  StatusOr<std::shared_ptr<const JobRows>> rows =
      LoadJobRows(input, trainer != nullptr && trainer->WantsSharedRows());
  if (!rows.ok() && rows.status().code() == absl::StatusCode::kInvalidArgument) {
    return AllInfeasible(*input.job, rows.status());
  }
  GF_RETURN_IF_ERROR(rows.status());

  std::vector<Point> points;
  for (const JobTrial& trial : input.job->trials) {
    points.push_back(WithDefaults(*schema, trial.parameters));
  }
  Forwarder observer(input);
  FitRequest request = MakeRequest(input, **rows, points, &observer);
  GF_ASSIGN_OR_RETURN(request.initial_weights, InitialWeights(input));
  GF_ASSIGN_OR_RETURN(std::vector<CellFit> fits, FitPoints(input, **rows, request));
  if (fits.size() != points.size()) {
    return Internal("trainer of {}: expected {} results, found {}", input.work->model,
                    points.size(), fits.size());
  }
  if (input.job->kind == JobKind::kRefit) return ToRefit(input, **rows, fits.front());
  JobOutput output;
  for (size_t i = 0; i < fits.size(); ++i) {
    const std::vector<CurvePoint> interim = InterimPoints(input, **rows, fits[i]);
    for (const CurvePoint& point : interim) observer.OnCurvePoint(i, point);
    if (interim.empty()) output.cells.push_back(ToResult(input, **rows, i, fits[i]));
  }
  return output;
}

}  // namespace gridfold
