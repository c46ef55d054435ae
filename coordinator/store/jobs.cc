// Store: jobs and attempts.
#include "coordinator/store/columns.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

std::string JobText(int64_t study, int64_t job) {
  return fmt::format("job {} of study {}", job, study);
}

// Rows of load_open_jobs and load_jobs_of_trials: a parameter, then its job, then its trial.
StatusOr<std::vector<JobRecord>> JobsFromRows(Cursor row, int64_t study) {
  std::vector<JobRecord> records;
  while (row.Next()) {
    const int64_t number = row.Int(5);
    if (records.empty() || records.back().job.number != number) {
      JobRecord& record = records.emplace_back();
      record.job.study = study;
      record.job.number = number;
      record.job.kind = row.Text(6) == "REFIT" ? JobKind::kRefit : JobKind::kCells;
      record.job.fold = static_cast<int>(row.Int(7));
      record.attempts = row.Int(8);
      record.failures = row.Int(9);
    }
    std::vector<JobTrial>& trials = records.back().job.trials;
    const int64_t trial = row.Int(10);
    if (trials.empty() || trials.back().number != trial) trials.push_back({trial, {}});
    GF_RETURN_IF_ERROR(
        Annotate(AddParameter(row, 0, trials.back().parameters), JobText(study, number)));
  }
  GF_RETURN_IF_ERROR(row.status());
  return records;
}

StatusOr<std::vector<AttemptRecord>> AttemptsFromRows(Cursor row) {
  std::vector<AttemptRecord> attempts;
  while (row.Next()) {
    attempts.push_back({row.Int(0), row.Int(1), row.Int(2), row.Text(3), row.Text(4), row.Int(5)});
  }
  GF_RETURN_IF_ERROR(row.status());
  return attempts;
}

}  // namespace

Status Store::InsertJob(const Job& job) {
  const bool refit = job.kind == JobKind::kRefit;
  Database& database = *impl_->database;
  GF_RETURN_IF_ERROR(database.Execute("insert_job", job.study, job.number,
                                      refit ? "REFIT" : "CELLS", refit ? -1 : job.fold));
  for (const JobTrial& trial : job.trials) {
    GF_RETURN_IF_ERROR(database.Execute("insert_cell", job.study, trial.number,
                                        refit ? -1 : job.fold, job.number));
  }
  return absl::OkStatus();
}

StatusOr<std::optional<CellJob>> Store::FindRefitJob(int64_t study, int64_t trial) {
  Cursor row = impl_->database->Select("find_refit_job", study, trial);
  std::optional<CellJob> found;
  if (row.Next()) found = {row.Int(0), static_cast<int>(row.Int(1)), row.Int(2), row.Int(3)};
  GF_RETURN_IF_ERROR(row.status());
  return found;
}

Status Store::SetJobState(int64_t study, int64_t job, const char* job_state, int64_t failures) {
  return impl_->Change(JobText(study, job), "set_job_state", study, job, job_state, failures);
}

Status Store::InsertAttempt(const AttemptRecord& attempt) {
  GF_RETURN_IF_ERROR(impl_->database->Execute("insert_attempt", attempt.study, attempt.job,
                                              attempt.attempt, attempt.worker, attempt.request_id,
                                              attempt.started_ms));
  return impl_->Change(JobText(attempt.study, attempt.job), "lease_job", attempt.study, attempt.job,
                       attempt.attempt);
}

Status Store::EndAttempt(int64_t study, int64_t job, int64_t attempt, AttemptEnd end,
                         const std::string& message, int64_t ended_ms) {
  return impl_->Change(fmt::format("open attempt {} of {}", attempt, JobText(study, job)),
                       "end_attempt", study, job, attempt, std::string(Name(end)), message,
                       ended_ms);
}

StatusOr<std::optional<AttemptEnd>> Store::FindAttemptEnd(int64_t study, int64_t job,
                                                          int64_t attempt) {
  Cursor row = impl_->database->Select("find_attempt_end", study, job, attempt);
  std::optional<AttemptEnd> end;
  AttemptEnd known;
  if (row.Next() && FromName(row.Text(0), known)) end = known;
  GF_RETURN_IF_ERROR(row.status());
  return end;
}

StatusOr<std::vector<AttemptRecord>> Store::AttemptsOfRequest(const std::string& request_id) {
  return AttemptsFromRows(impl_->database->Select("attempts_of_request", request_id));
}

StatusOr<std::vector<AttemptRecord>> Store::LoadOpenAttempts(int64_t study) {
  return AttemptsFromRows(impl_->database->Select("load_open_attempts", study));
}

StatusOr<std::vector<JobRecord>> Store::LoadOpenJobs(int64_t study) {
  return JobsFromRows(impl_->database->Select("load_open_jobs", study), study);
}

StatusOr<std::vector<JobRecord>> Store::LoadJobsOfTrials(int64_t study,
                                                         std::span<const int64_t> trials) {
  const std::string numbers = fmt::format("[{}]", fmt::join(trials.begin(), trials.end(), ","));
  return JobsFromRows(impl_->database->Select("load_jobs_of_trials", study, numbers), study);
}

}  // namespace gridfold
