#include "tests/coordinator/store/sample_study.h"

#include <sqlite3.h>

#include <cmath>

namespace gridfold {
namespace {

// One commit instead of dozens, unless the caller has a transaction open: a test's time is that of
// its fsyncs.
template <typename Body>
Status InOneCommit(Store& store, Body body) {
  const bool own = store.Begin().ok();
  const Status status = body();
  if (!own) return status;
  if (status.ok()) return store.Commit();
  store.Rollback();
  return status;
}

StatusOr<int64_t> InsertAll(Store& store, const std::string& name, bool maximize);
Status CompleteAll(Store& store, int64_t study);

}  // namespace

StudySpec SampleSpec(bool maximize) {
  StudySpec spec;
  spec.name = "sample";
  spec.model = "svm";
  spec.cv.folds = 3;
  spec.metric.maximize = maximize;
  SubSpace space;
  space.parameters.resize(3);
  space.parameters[0].name = "kernel";
  space.parameters[0].values = {std::string("rbf"), std::string("linear")};
  space.parameters[1].name = "C";
  space.parameters[1].type = ParameterType::kDouble;
  space.parameters[1].min = 0.1;
  space.parameters[1].max = 10;
  space.parameters[1].scale = Scale::kLog;
  space.parameters[1].count = 3;
  space.parameters[1].when = {{"kernel", {std::string("rbf")}}};
  space.parameters[2].name = "degree";
  space.parameters[2].constant = true;
  space.parameters[2].values = {int64_t{3}};
  spec.space.members = {space};
  return spec;
}

StudyRecord SampleRecord(const std::string& name) {
  StudyRecord record;
  record.name = name;
  record.reason = "just begun";
  record.dataset = "digits";
  record.dataset_hash = std::string(64, 'a');
  record.classes = {"zero", "one \"quoted\""};
  record.fingerprint = "f";
  record.spec_text = "name: sample\n# it's; a 'spec'\n";
  record.spec_file = "/home/s.yaml";
  record.spec_overrides = {"cv.folds=3", "x=[1, 2]"};
  record.trials_total = 3;
  record.next_trial = 3;
  record.next_job = 6;
  record.created_ms = kSampleMs;
  return record;
}

Point SamplePoint(int64_t trial) {
  return {{"C", 0.1 * static_cast<double>(trial + 1)},
          {"degree", int64_t{3}},
          {"kernel", std::string("rbf")},
          {"shrinking", true},
          {"sizes", IntList{8, 16}}};
}

std::vector<std::string> SampleSearched() { return {"kernel", "C"}; }

CellResult SampleCell(int64_t trial, int fold, double score) {
  CellResult cell;
  cell.trial = trial;
  cell.fold = fold;
  cell.test_score = score;
  cell.train_score = 0.5;
  cell.metrics = {{"iterations", 12}, {"support_vectors", 7}};
  cell.fit_seconds = 1.5;
  cell.score_seconds = 0.25;
  cell.confusion = {5, 1, 2, 4};
  cell.predictions = {0, 1, 1, -1, 2'000'000'000};
  return cell;
}

StatusOr<int64_t> InsertSampleStudy(Store& store, const std::string& name, bool maximize) {
  StatusOr<int64_t> study = 0;
  GF_RETURN_IF_ERROR(InOneCommit(store, [&] {
    study = InsertAll(store, name, maximize);
    return study.status();
  }));
  return study;
}

namespace {

StatusOr<int64_t> InsertAll(Store& store, const std::string& name, bool maximize) {
  const FoldRecord folds[] = {{0, 0, 20, 10}, {1, 0, 20, 10}, {2, 0, 20, 10}};
  GF_ASSIGN_OR_RETURN(const int64_t study,
                      store.InsertStudy(SampleRecord(name), SampleSpec(maximize), folds));
  for (int64_t trial = 0; trial < 3; ++trial) {
    GF_RETURN_IF_ERROR(
        store.InsertTrial(study, trial, SamplePoint(trial), SampleSearched(), kSampleMs));
  }
  for (int fold = 0; fold < 3; ++fold) {
    GF_RETURN_IF_ERROR(store.InsertJob(
        {study, fold, JobKind::kCells, fold, {{0, SamplePoint(0)}, {1, SamplePoint(1)}}, {}}));
    GF_RETURN_IF_ERROR(
        store.InsertJob({study, fold + 3, JobKind::kCells, fold, {{2, SamplePoint(2)}}, {}}));
  }
  return study;
}

}  // namespace

Status LeaseSampleJob(Store& store, int64_t study, int64_t job) {
  return store.InsertAttempt({study, job, 1, "w1", fmt::format("request-{}", job), kSampleMs});
}

namespace {

Status CompleteAll(Store& store, int64_t study) {
  const double means[] = {0.8, 0.9, 0.8};
  for (int64_t job = 0; job < 6; ++job) {
    GF_RETURN_IF_ERROR(LeaseSampleJob(store, study, job));
    const int fold = static_cast<int>(job % 3);
    for (int64_t trial = job < 3 ? 0 : 2; trial < (job < 3 ? 2 : 3); ++trial) {
      const CellResult cell = SampleCell(trial, fold, means[trial] + 0.01 * (fold - 1));
      GF_RETURN_IF_ERROR(store.InsertCellResult(study, job, 1, cell, kSampleClasses));
    }
    GF_RETURN_IF_ERROR(store.EndAttempt(study, job, 1, AttemptEnd::kOk, "", kSampleMs + 2500));
    GF_RETURN_IF_ERROR(store.SetJobState(study, job, "DONE", 0));
  }
  for (int64_t trial = 0; trial < 3; ++trial) {
    // numpy.std([-0.01, 0, 0.01]) and that over sqrt(3 - 1).
    const double std_score = 0.01 * std::sqrt(2.0 / 3.0), std_error = 0.01 / std::sqrt(3.0);
    const TrialScores scores{
        trial, TrialState::kCompleted, "", means[trial], std_score, std_error, 0.5, 1.5, 0.25, {}};
    GF_RETURN_IF_ERROR(store.FinishTrial(study, scores, kSampleMs + 5000));
  }
  return absl::OkStatus();
}

}  // namespace

Status CompleteSampleStudy(Store& store, int64_t study) {
  return InOneCommit(store, [&] { return CompleteAll(store, study); });
}

Status ExecuteOn(const std::string& path, const std::string& sql) {
  // Not through Database, which would not let the schema be changed by hand.
  sqlite3* handle = nullptr;
  int code = sqlite3_open(path.c_str(), &handle);
  if (code == SQLITE_OK) code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
  const Status status = code == SQLITE_OK ? absl::OkStatus() : SqliteError(handle, code, "test");
  sqlite3_close(handle);
  return status;
}

std::vector<std::string> RowsOf(const std::string& path, const std::string& sql) {
  auto database = Database::Open(path, Database::Access::kReadOnly);
  if (!database.ok()) return {Message(database.status())};
  Cursor row = (*database)->SelectSql(sql);
  std::vector<std::string> rows;
  while (row.Next()) {
    std::string text;
    for (int column = 0; column < row.ColumnCount(); ++column) {
      text += (column > 0 ? "|" : "") + row.OptionalText(column).value_or("NULL");
    }
    rows.push_back(text);
  }
  if (!row.status().ok()) rows.push_back(Message(row.status()));
  return rows;
}

}  // namespace gridfold
