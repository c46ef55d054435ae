#include "worker/command/command_run.h"

#include <sys/stat.h>
#include <unistd.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "common/spec/scalar.h"
#include "worker/command/checkpoint_folder.h"
#include "worker/command/child_process.h"

namespace gridfold {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kSeedMask = 0x7fffffff;
constexpr int64_t kLineBytesMax = 1 << 20;
constexpr int64_t kModelBytesMax = int64_t{2} << 30;
constexpr size_t kShownBytes = 200;
// In a checkpoint: the line that it belongs to, and how long the training took until then.
constexpr char kLineFile[] = "epoch.json";
constexpr char kSeconds[] = "fit_seconds";
// A slot is one thread; numerical libraries take all cores unless they are told.
constexpr const char* kThreadCounts[] = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                                         "MKL_NUM_THREADS"};

Json JsonOf(const Value& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

// The worker's own, without what is meant for gridfold; what it prints must not be held back.
std::vector<std::string> Environment() {
  std::vector<std::string> environment = {"PYTHONUNBUFFERED=1"};
  for (const char* name : kThreadCounts) environment.push_back(std::string(name) + "=1");
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool is_ours = text.starts_with("GRIDFOLD_") || text.starts_with("PYTHONUNBUFFERED=");
    for (const char* name : kThreadCounts) {
      is_ours = is_ours || text.starts_with(std::string(name) + "=");
    }
    if (!is_ours) environment.emplace_back(text);
  }
  return environment;
}

std::string WithLastWords(const Status& status, const std::string& last_words) {
  std::string text = Message(status);
  if (!last_words.empty()) text += "; its last words:\n" + last_words;
  return text;
}

// The goal at an epoch: on the validation rows, where the line tells them from the training rows.
std::optional<double> GoalAt(const EpochLine& line, const std::string& goal) {
  for (const std::string& name : {"val_" + goal, goal}) {
    const auto found = line.values.find(name);
    if (found != line.values.end()) return found->second;
  }
  return std::nullopt;
}

Status CheckLength(const std::optional<std::vector<int32_t>>& predictions, size_t rows,
                   const char* key) {
  if (!predictions || predictions->size() == rows) return absl::OkStatus();
  return FailedPrecondition("{}: expected one for each of the {} rows, found {}", key, rows,
                            predictions->size());
}

}  // namespace

Status CommandRun::Prepare() {
  const std::filesystem::path work = folder_.path() / "work";
  GF_RETURN_IF_ERROR(CreateFolders(work));
  GF_RETURN_IF_ERROR(CreateFolders(folder_.path() / "checkpoints"));
  const std::string& script = call_.work->command.script;
  if (!script.empty()) {
    const std::string name = script.substr(script.rfind('/') + 1);
    if (!IsPlainName(name)) return InvalidArgument("command: script: found {}", Quote(name));
    GF_RETURN_IF_ERROR(WriteFileAtomically(work / name, call_.script));
    ::chmod((work / name).c_str(), 0755);
  }
  if (!request_.checkpoint.empty()) {
    GF_RETURN_IF_ERROR(UnpackFolder(request_.checkpoint, folder_.path() / "checkpoints"));
  }
  if (call_.work->command.run.empty()) return InvalidArgument("command: expected a program");
  GF_ASSIGN_OR_RETURN(program_, FindProgram(call_.work->command.run.front(), call_.policy, work));
  return WriteFileAtomically(folder_.path() / "input.json", Input());
}

std::string CommandRun::Input() const {
  const bool is_refit = call_.job->kind == JobKind::kRefit;
  Json input = {{"kind", is_refit ? "refit" : "cell"},
                {"trial", call_.job->trials[cell_].number},
                {"fold", call_.job->fold},
                {"seed", request_.seed & kSeedMask},
                {"classes", call_.classes},
                {"checkpoints", (folder_.path() / "checkpoints").string()},
                {"parameters", Json::object()}};
  for (const auto& [name, value] : request_.points[cell_])
    input["parameters"][name] = JsonOf(value);
  for (const auto& [key, path] : call_.rows->paths()) input[key] = path;
  if (request_.pause_epochs > 0) input["pause"] = request_.pause_epochs;
  if (is_refit) input["model"] = (folder_.path() / "model").string();
  return input.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status CommandRun::HearEpoch(const EpochLine& line) {
  for (const auto& [metric, value] : line.values) {
    if (!IsInterim(metric)) continue;
    return FailedPrecondition(
        "{}: expected another name, such as val_{}: that curve is what prune looked at", metric,
        metric);
  }
  if (request_.observer != nullptr) {
    for (const auto& [metric, value] : line.values) {
      request_.observer->OnCurvePoint(cell_, {line.epoch, metric, value});
    }
    if (line.checkpoint) GF_RETURN_IF_ERROR(KeepCheckpoint(line));
  }
  GF_ASSIGN_OR_RETURN(const bool pauses, Pauses(line));
  return pauses ? Cancelled("ended for now") : absl::OkStatus();
}

Status CommandRun::KeepCheckpoint(const EpochLine& line) {
  const std::filesystem::path folder = folder_.path() / "checkpoints";
  Json kept(line.values);
  kept["epoch"] = line.epoch;
  kept[kSeconds] = Seconds();
  GF_RETURN_IF_ERROR(WriteFileAtomically(folder / kLineFile, kept.dump()));
  GF_ASSIGN_OR_RETURN(std::string bytes, PackFolder(folder));
  request_.observer->OnCheckpoint(
      line.epoch,
      GoalAt(line, call_.work->metric).value_or(std::numeric_limits<double>::quiet_NaN()),
      std::move(bytes));
  return absl::OkStatus();
}

StatusOr<bool> CommandRun::Pauses(const EpochLine& line) {
  if (request_.pause_epochs == 0 || line.epoch < request_.pause_epochs) return false;
  const std::string& goal = call_.work->metric;
  if (GoalAt(line, goal)) {
    paused_ = line;
    return true;
  }
  return FailedPrecondition(
      "epoch {}: expected val_{} or {} beside it, as prune goes by it, found neither", line.epoch,
      goal, goal);
}

StatusOr<bool> CommandRun::IsThereAlready() {
  if (request_.checkpoint.empty()) return false;
  const auto text = ReadFile(folder_.path() / "checkpoints" / kLineFile, kLineBytesMax);
  if (!text.ok()) return false;
  const auto line = ParseProgramLine(*text, call_.classes);
  if (!line.ok() || line->kind != ProgramLine::Kind::kEpoch) return false;
  const auto seconds = line->epoch.values.find(kSeconds);
  if (seconds != line->epoch.values.end()) seconds_before_ = seconds->second;
  return Pauses(line->epoch);
}

Status CommandRun::Hear(std::string_view line) {
  ++lines_;
  if (!line.empty()) last_line_ = line.substr(0, kShownBytes);
  StatusOr<ProgramLine> said = ParseProgramLine(line, call_.classes);
  const std::string place = fmt::format("line {} of the program's output", lines_);
  GF_RETURN_IF_ERROR(Annotate(said.status(), place));
  switch (said->kind) {
    case ProgramLine::Kind::kNotForUs:
      return absl::OkStatus();
    case ProgramLine::Kind::kEpoch:
      return Annotate(HearEpoch(said->epoch), place);
    case ProgramLine::Kind::kInfeasible:
      infeasible_ = said->reason;
      return absl::OkStatus();
    case ProgramLine::Kind::kResult:
      return Annotate(HearResult(std::move(said->result)), place);
  }
  return absl::OkStatus();
}

Status CommandRun::HearResult(ResultLine line) {
  GF_RETURN_IF_ERROR(CheckLength(line.predictions, request_.evaluation.y.size(), "predictions"));
  GF_RETURN_IF_ERROR(
      CheckLength(line.train_predictions, request_.train.y.size(), "train_predictions"));
  result_ = std::move(line);
  return absl::OkStatus();
}

Status CommandRun::CheckResult() const {
  if (!infeasible_.empty()) return InvalidArgument("the program says: {}", infeasible_);
  if (result_) return absl::OkStatus();
  if (lines_ == 0) {
    return FailedPrecondition(
        "the program printed nothing; expected a line such as {{\"metrics\": {{\"{}\": 0.9}}}}",
        call_.work->metric);
  }
  return FailedPrecondition(
      "expected a line such as {{\"metrics\": {{\"{}\": 0.9}}}}, found none in {} lines, the last "
      "one being {}",
      call_.work->metric, lines_, Quote(last_line_));
}

Status CommandRun::Accept(CellFit& fit) {
  GF_RETURN_IF_ERROR(CheckResult());
  fit.facts = std::move(result_->metrics);
  fit.train_facts = std::move(result_->train_metrics);
  fit.evaluation_predictions = std::move(result_->predictions).value_or(std::vector<int32_t>());
  fit.train_predictions = std::move(result_->train_predictions).value_or(std::vector<int32_t>());
  const std::filesystem::path model = folder_.path() / "model";
  std::error_code error;
  if (request_.keep_models && std::filesystem::is_regular_file(model, error)) {
    GF_ASSIGN_OR_RETURN(fit.model_file, ReadFile(model, kModelBytesMax));
  }
  return absl::OkStatus();
}

double CommandRun::Seconds() const {
  return seconds_before_ + static_cast<double>(request_.clock->SteadyNs() - start_ns_) * 1e-9;
}

CellFit CommandRun::PausedFit() const {
  CellFit fit;
  fit.paused_epochs = request_.pause_epochs;
  std::vector<std::string> names = call_.work->judged;
  names.push_back(call_.work->metric);
  for (const std::string& name : names) {
    if (const auto value = GoalAt(*paused_, name)) fit.facts[name] = *value;
  }
  return fit;
}

StatusOr<CellFit> CommandRun::Run() {
  GF_RETURN_IF_ERROR(Prepare());
  GF_ASSIGN_OR_RETURN(const bool is_there, IsThereAlready());
  if (is_there) return PausedFit();
  ChildRequest child;
  child.program = program_;
  child.words = call_.work->command.run;
  child.folder = folder_.path() / "work";
  child.environment = Environment();
  child.input = folder_.path() / "input.json";
  child.memory_bytes = call_.work->command_memory_bytes;
  child.stop = request_.stop;
  child.on_line = [this](std::string_view line) { return Hear(line); };
  start_ns_ = request_.clock->SteadyNs();
  GF_ASSIGN_OR_RETURN(const ChildEnd end, RunChild(child));
  CellFit fit;
  if (paused_) return PausedFit();
  fit.fit_seconds = Seconds();
  fit.status = end.status.ok() ? Accept(fit) : end.status;
  if (fit.status.ok() || absl::IsInvalidArgument(fit.status)) return fit;
  fit.status = Status(fit.status.code(), WithLastWords(fit.status, end.last_words));
  // Stopped: by the time limit, by the user, or as the worker leaves.
  if (absl::IsCancelled(fit.status)) return fit.status;
  return fit;
}

}  // namespace gridfold
