#include "worker/trainer/fit_checkpoint.h"

#include <utility>

#include "common/base/fingerprint.h"
#include "common/spec/value.h"

namespace gridfold {
namespace {

constexpr char kIdentity[] = "checkpoint.identity";
constexpr char kGroup[] = "checkpoint.group";
constexpr char kFinished[] = "checkpoint.finished";
constexpr char kSeconds[] = "checkpoint.seconds";

std::string CellName(size_t cell, const char* what) { return fmt::format("cell{}.{}", cell, what); }

void SetInts(TensorFile& file, const std::string& name, std::span<const int32_t> values) {
  file.Set(name, {static_cast<int64_t>(values.size())}, values);
}

void SetFloats(TensorFile& file, const std::string& name, std::span<const float> values) {
  file.Set(name, {static_cast<int64_t>(values.size())}, values);
}

// A status, facts, predictions and probabilities.
void SaveCell(size_t cell, const CellFit& fit, TensorFile& file) {
  Point facts;
  for (const auto& [name, value] : fit.facts) facts[name] = value;
  file.SetText(CellName(cell, "facts"), ToJson(facts));
  file.SetText(CellName(cell, "message"), Message(fit.status));
  const int32_t code = static_cast<int32_t>(fit.status.code());
  SetInts(file, CellName(cell, "code"), std::span(&code, 1));
  SetInts(file, CellName(cell, "evaluation"), fit.evaluation_predictions);
  SetInts(file, CellName(cell, "train"), fit.train_predictions);
  SetFloats(file, CellName(cell, "evaluation_probabilities"), fit.evaluation_probabilities);
  SetFloats(file, CellName(cell, "train_probabilities"), fit.train_probabilities);
}

Status RestoreCell(size_t cell, const TensorFile& file, CellFit& fit) {
  GF_ASSIGN_OR_RETURN(const std::string text, file.Text(CellName(cell, "facts")));
  const auto facts = PointFromJson(text);
  if (!facts.ok()) return DataLoss("checkpoint: {}", Message(facts.status()));
  for (const auto& [name, value] : *facts) {
    double number = 0;
    if (ToNumber(value, number)) fit.facts[name] = number;
  }
  GF_ASSIGN_OR_RETURN(const std::string message, file.Text(CellName(cell, "message")));
  GF_ASSIGN_OR_RETURN(const auto code, file.Ints(CellName(cell, "code"), {1}));
  fit.status = absl::Status(static_cast<absl::StatusCode>(code[0]), message);
  GF_ASSIGN_OR_RETURN(fit.evaluation_predictions, file.Ints(CellName(cell, "evaluation"), {-1}));
  GF_ASSIGN_OR_RETURN(fit.train_predictions, file.Ints(CellName(cell, "train"), {-1}));
  GF_ASSIGN_OR_RETURN(fit.evaluation_probabilities,
                      file.Floats(CellName(cell, "evaluation_probabilities"), {-1}));
  GF_ASSIGN_OR_RETURN(fit.train_probabilities,
                      file.Floats(CellName(cell, "train_probabilities"), {-1}));
  return absl::OkStatus();
}

}  // namespace

std::string IdentityOf(const std::string& model, const FitRequest& request) {
  std::string text = fmt::format(
      "{} {} rows {} {} {} {} {} {} {}\n", model, request.seed, request.train.x.rows,
      request.train.x.cols, request.evaluation.x.rows, request.predict_train, request.keep_models,
      request.want_probabilities, request.want_train_probabilities);
  for (const Point& point : request.points) text += ToJson(point) + '\n';
  if (request.training != nullptr) {
    for (const auto& [section, settings] : *request.training) {
      text += section + ' ' + ToJson(settings) + '\n';
    }
  }
  return Sha256Hex(text);
}

void SaveProgress(const FitProgress& progress, const std::vector<CellFit>& fits, TensorFile& file) {
  file.SetText(kIdentity, progress.identity);
  const int32_t group = static_cast<int32_t>(progress.group);
  SetInts(file, kGroup, std::span(&group, 1));
  std::vector<int32_t> finished;
  for (const size_t cell : progress.finished) {
    finished.push_back(static_cast<int32_t>(cell));
    SaveCell(cell, fits[cell], file);
  }
  SetInts(file, kFinished, finished);
  std::vector<double> seconds;
  for (const CellFit& fit : fits) {
    seconds.push_back(fit.fit_seconds);
    seconds.push_back(fit.score_seconds);
  }
  file.Set(kSeconds, {static_cast<int64_t>(seconds.size())}, std::span<const double>(seconds));
}

StatusOr<FitProgress> RestoreProgress(const TensorFile& file, std::vector<CellFit>& fits) {
  FitProgress progress;
  GF_ASSIGN_OR_RETURN(progress.identity, file.Text(kIdentity));
  GF_ASSIGN_OR_RETURN(const auto group, file.Ints(kGroup, {1}));
  progress.group = static_cast<size_t>(group[0]);
  GF_ASSIGN_OR_RETURN(const auto finished, file.Ints(kFinished, {-1}));
  GF_ASSIGN_OR_RETURN(const auto seconds,
                      file.Doubles(kSeconds, {static_cast<int64_t>(2 * fits.size())}));
  for (size_t cell = 0; cell < fits.size(); ++cell) {
    fits[cell].fit_seconds = seconds[2 * cell];
    fits[cell].score_seconds = seconds[2 * cell + 1];
  }
  for (const int32_t cell : finished) {
    if (cell < 0 || static_cast<size_t>(cell) >= fits.size()) {
      return DataLoss("checkpoint: expected cells below {}, found {}", fits.size(), cell);
    }
    progress.finished.push_back(static_cast<size_t>(cell));
    GF_RETURN_IF_ERROR(
        RestoreCell(static_cast<size_t>(cell), file, fits[progress.finished.back()]));
  }
  return progress;
}

}  // namespace gridfold
