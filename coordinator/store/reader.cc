#include "coordinator/store/reader.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "coordinator/store/columns.h"
#include "coordinator/store/migrate.h"
#include "coordinator/store/reader_impl.h"

namespace gridfold {
namespace {

constexpr int kNamesMax = 10;

// SQLite says "unable to open database file" of a WAL database whose index it cannot create.
Status Explained(const Status& error, const std::string& path) {
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(path, ignored).parent_path();
  const bool has_index = std::filesystem::exists(path + "-shm", ignored);
  if (absl::IsInternal(error) && !has_index && ::access(folder.c_str(), W_OK) != 0) {
    return FailedPrecondition(
        "cannot read database {}: SQLite needs to create {}-shm, and the folder {} cannot be "
        "written to; copy the file to a folder of your own ({})",
        path, path, folder.string(), Message(error));
  }
  return Annotate(error, "cannot read database " + path);
}

Status CountStates(Database& database, StudySummary& study) {
  Cursor row = database.Select("count_trials", study.id);
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(const TrialState state, StateFromText<TrialState>(row.Text(0)));
    int64_t* const counts[] = {&study.trials_waiting,   &study.trials_running,
                               &study.trials_completed, &study.trials_pruned,
                               &study.trials_failed,    &study.trials_infeasible,
                               &study.trials_cancelled};
    *counts[static_cast<size_t>(state)] = row.Int(1);
  }
  GF_RETURN_IF_ERROR(row.status());
  Cursor cells = database.Select("count_cells", study.id);
  if (cells.Next()) study.cells_done = cells.Int(0);
  return cells.status();
}

Status AddBest(Database& database, StudySummary& study) {
  Cursor row = database.Select(
      study.maximize ? "read_trials_best_first_maximize" : "read_trials_best_first_minimize",
      study.id, 1, 0);
  if (!row.Next()) return row.status();
  study.best_trial = row.Int(0);
  GF_ASSIGN_OR_RETURN(study.best_parameters, PointFromJson(row.Text(3)));
  study.best_score = row.OptionalDouble(4);
  return absl::OkStatus();
}

Status AddRefits(Database& database, StudySummary& study) {
  Cursor row = database.Select("read_refits", study.id);
  while (row.Next()) {
    RefitSummary& refit = study.refits.emplace_back();
    refit.trial = row.Int(0);
    refit.train_score = row.OptionalDouble(1);
    refit.test_score = row.OptionalDouble(2);
    refit.fit_seconds = row.Double(3);
    refit.reason = row.Text(4);
    refit.model_hash = row.Text(5);
    refit.model_bytes = row.Int(6);
  }
  GF_RETURN_IF_ERROR(row.status());
  for (RefitSummary& refit : study.refits) {
    Cursor metric = database.Select("read_refit_metrics", study.id, refit.trial);
    while (metric.Next()) refit.metrics[metric.Text(0)] = metric.Double(1);
    GF_RETURN_IF_ERROR(metric.status());
  }
  return absl::OkStatus();
}

Status AddGiven(Database& database, StudySummary& study) {
  Cursor row = database.Select("read_given", study.id);
  while (row.Next()) study.given[row.Text(0)] = row.Text(1);
  return row.status();
}

Status AddParameterNames(Database& database, StudySummary& study) {
  Cursor row = database.Select("read_parameter_names", study.id);
  while (row.Next()) study.parameter_names.push_back(row.Text(0));
  return row.status();
}

// The study's own row. Once the sampler is exhausted its trials are known, not estimated.
StatusOr<StudySummary> SummaryFromRow(const Cursor& row) {
  StudySummary study;
  study.id = row.Int(0);
  study.name = row.Text(1);
  GF_ASSIGN_OR_RETURN(study.state, StateFromText<StudyState>(row.Text(2)));
  study.reason = row.Text(3);
  study.model = row.Text(4);
  study.dataset = row.Text(5);
  study.metric = row.Text(6);
  study.algorithm = row.Text(7);
  study.maximize = row.Int(8) != 0;
  study.splits = static_cast<int>(row.Int(9));
  study.trials_total = std::isfinite(row.Double(10)) ? row.Double(10) : 0;
  const bool exhausted = row.Int(11) != 0;
  // A grid that is continued beyond its edge has more trials than were planned.
  if (study.trials_total > 0) {
    study.trials_total = std::max(study.trials_total, static_cast<double>(row.Int(12)));
  }
  study.cells_total =
      (exhausted ? static_cast<double>(row.Int(12)) : study.trials_total) * study.splits;
  study.duplicates_merged = row.Int(13);
  study.created_ms = row.Int(14);
  study.started_ms = row.OptionalInt(15);
  study.finished_ms = row.OptionalInt(16);
  study.spec_text = row.Text(17);
  GF_ASSIGN_OR_RETURN(study.spec_overrides, TextsFromJson(row.Text(18)));
  study.dataset_hash = row.Text(19);
  return study;
}

Status Complete(Database& database, StudySummary& study) {
  GF_RETURN_IF_ERROR(CountStates(database, study));
  GF_RETURN_IF_ERROR(AddBest(database, study));
  GF_RETURN_IF_ERROR(AddRefits(database, study));
  GF_RETURN_IF_ERROR(AddGiven(database, study));
  return AddParameterNames(database, study);
}

StatusOr<std::vector<StudySummary>> ReadStudies(Database& database,
                                                const std::optional<std::string>& name) {
  const Snapshot snapshot(database);
  GF_RETURN_IF_ERROR(snapshot.status());
  std::vector<StudySummary> studies;
  Cursor row = database.Select("read_studies", name);
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(StudySummary study, SummaryFromRow(row));
    GF_RETURN_IF_ERROR(Annotate(Complete(database, study), "study " + study.name));
    studies.push_back(std::move(study));
  }
  GF_RETURN_IF_ERROR(row.status());
  return studies;
}

}  // namespace

StatusOr<std::unique_ptr<Database>> OpenForReading(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return NotFound("there is no database {}", path);
  }
  auto database = Database::Open(path, Database::Access::kReadOnly);
  if (!database.ok()) return Explained(database.status(), path);
  const auto version = ReadSchemaVersion(**database, path);
  if (absl::IsFailedPrecondition(version.status())) return version.status();
  if (!version.ok()) return Explained(version.status(), path);
  GF_RETURN_IF_ERROR(RequireSchemaVersion(*version, path));
  return database;
}

StoreReader::StoreReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StoreReader::~StoreReader() = default;

StatusOr<std::unique_ptr<StoreReader>> StoreReader::Open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  GF_ASSIGN_OR_RETURN(impl->database, OpenForReading(path));
  return std::unique_ptr<StoreReader>(new StoreReader(std::move(impl)));
}

Status StoreReader::Impl::NoSuchStudy(const std::string& name) {
  Cursor row = database->Select("read_study_names");
  std::string names;
  int count = 0;
  while (row.Next()) {
    if (++count <= kNamesMax) names += (names.empty() ? "" : ", ") + row.Text(0);
  }
  GF_RETURN_IF_ERROR(row.status());
  if (count == 0) return NotFound("no study '{}' in {}, which holds none yet", name, path);
  if (count > kNamesMax) names += fmt::format(" and {} more", count - kNamesMax);
  return NotFound("no study '{}' in {}, which holds {}", name, path, names);
}

StatusOr<StudyHead> StoreReader::Impl::FindStudy(const std::string& name) {
  Cursor row = database->Select("read_study_head", name);
  if (row.Next()) return StudyHead{row.Int(0), row.Int(1) != 0, row.Int(2), row.Text(3)};
  GF_RETURN_IF_ERROR(row.status());
  return NoSuchStudy(name);
}

StatusOr<std::vector<StudySummary>> StoreReader::ListStudies() {
  return ReadStudies(*impl_->database, std::nullopt);
}

StatusOr<StudySummary> StoreReader::GetStudy(const std::string& name) {
  GF_ASSIGN_OR_RETURN(std::vector<StudySummary> studies, ReadStudies(*impl_->database, name));
  if (studies.empty()) return impl_->NoSuchStudy(name);
  GF_ASSIGN_OR_RETURN(studies.front().class_names, ClassNames(name));
  return std::move(studies.front());
}

StatusOr<std::string> StoreReader::BestCheckpoint(const std::string& study, int64_t trial) {
  Cursor row = impl_->database->Select("best_checkpoint", study, trial);
  std::string hash;
  if (row.Next()) hash = row.Text(0);
  GF_RETURN_IF_ERROR(row.status());
  return hash;
}

StatusOr<std::vector<std::string>> StoreReader::ClassNames(const std::string& study) {
  Cursor row = impl_->database->Select("read_classes", study);
  if (row.Next()) return TextsFromJson(row.Text(0));
  GF_RETURN_IF_ERROR(row.status());
  return impl_->NoSuchStudy(study);
}

}  // namespace gridfold
