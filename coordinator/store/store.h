// The database, as the coordinator writes it: one connection, one thread, transactions that the
// caller opens and closes (the database thread groups many use cases into one commit). SQL lives in
// sql/, not here. `:memory:` is the fake for tests.
//
// Every method is for the database thread alone. Every error of SQLite is a Status:
// ResourceExhausted when the disk is full, Unavailable when the file is locked by another program,
// DataLoss when it is corrupt or an fsync failed (then nothing is certain: end the process),
// Internal otherwise; after one the transaction must be rolled back. NotFound, when what is to be
// changed (study, trial, job, open attempt, worker) is not there, InvalidArgument, and
// AlreadyExists where a method promises it have changed nothing: the transaction may go on.
//
// NaN is stored as NULL and read as NaN, or as absent where the field is optional. The test score
// of a cell that is not COMPLETED is not stored and reads as NaN.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/spec/job.h"
#include "common/spec/results.h"
#include "common/spec/study.h"

namespace gridfold {

// What is stored of a study beyond its spec.
struct StudyRecord {
  int64_t id = 0;
  std::string name;
  StudyState state = StudyState::kActive;
  std::string reason;
  std::string dataset, dataset_hash;
  std::vector<std::string> classes;
  std::string fingerprint;
  std::string spec_text, spec_file;
  std::vector<std::string> spec_overrides;
  double trials_total = 0;
  int64_t cursor = 0;
  bool exhausted = false;
  int64_t duplicates_merged = 0;
  int64_t next_trial = 0, next_job = 0;
  int64_t created_ms = 0;
  std::optional<int64_t> started_ms, finished_ms;
};

// Rows of one fold.
struct FoldRecord {
  int fold = 0, repeat = 0;
  int64_t train_rows = 0, validation_rows = 0;
};

// A job as it is stored.
struct JobRecord {
  Job job;
  int64_t attempts = 0, failures = 0;
};

// A trial that is not final, with the state of its cells: what memory must know after a restart.
struct OpenTrial {
  int64_t number = 0;
  TrialState state = TrialState::kWaiting;
  Point parameters;  // complete: searched and constant
  // Accepted so far; scores, metrics, state, reason and seconds only.
  std::vector<CellResult> cells;
};

// Any trial, as a sampler that learns needs to know it.
struct StoredTrial {
  int64_t number = 0;
  TrialState state = TrialState::kWaiting;
  std::optional<double> mean_score;
  Point parameters;  // complete
};

// A trial of a study that prunes, with what it is judged by.
struct StagedResult {
  int fold = 0;
  std::optional<double> score;  // none: the fold failed
  std::vector<int32_t> predictions;
  std::map<std::string, double> numbers;  // those that were asked for
};
struct InterimScore {
  int fold = 0;
  int64_t epochs = 0;
  double score = 0;
  std::string number = {};  // empty: the score itself
};
struct StagedTrial {
  TrialState state = TrialState::kWaiting;
  size_t stage = 0;  // that it was admitted to
  std::vector<StagedResult> results;
  std::vector<InterimScore> interim;
};

// A cell's job, and the number of its last attempt (0: none).
struct CellJob {
  int64_t trial = 0;
  int fold = 0;
  int64_t job = 0, attempts = 0;
};

// The scores of a finished trial.
struct TrialScores {
  int64_t trial = 0;
  TrialState state = TrialState::kCompleted;
  std::string reason;
  std::optional<double> mean_score, std_score, std_error;
  std::optional<double> mean_train_score, mean_fit_seconds, mean_score_seconds;
  std::map<std::string, double> goals;  // TrialSummary::goals
  double violation = 0;
};

struct AttemptRecord {
  int64_t study = 0, job = 0, attempt = 0;
  std::string worker, request_id;
  int64_t started_ms = 0;
};

class Store {
 public:
  // Opens or creates the database: takes the lock file (`<file>.lock`, FailedPrecondition names the
  // process that holds it), checks integrity, migrates to this program's schema
  // (FailedPrecondition when the file is newer), sets WAL and synchronous=FULL.
  static StatusOr<std::unique_ptr<Store>> Open(const std::string& path);
  ~Store();

  Status Begin();
  Status Commit();
  void Rollback();

  // --- studies. InsertStudy fills in nothing but the row, its parameters and its folds, and
  // returns the new id; AlreadyExists when the name is taken.
  StatusOr<int64_t> InsertStudy(const StudyRecord& record, const StudySpec& spec,
                                std::span<const FoldRecord> folds);
  StatusOr<std::vector<StudyRecord>> LoadStudies();
  Status SetStudyState(int64_t study, StudyState state, const std::string& reason,
                       std::optional<int64_t> finished_ms);
  // Only the first call counts.
  Status SetStudyStarted(int64_t study, int64_t started_ms);
  // Where the sampler and the numbering go on.
  Status SetStudyProgress(int64_t study, int64_t cursor, bool exhausted, int64_t duplicates_merged,
                          int64_t next_trial, int64_t next_job);

  // --- trials and jobs. `complete` holds searched and constant parameters; `searched` the names of
  // the searched ones, of which inactive ones are skipped. New trials are WAITING. AlreadyExists
  // when the study has the trial or one with the same point.
  Status InsertTrial(int64_t study, int64_t trial, const Point& complete,
                     std::span<const std::string> searched, int64_t created_ms);
  // The job (WAITING) and its cells; a refit's cell has fold -1.
  Status InsertJob(const Job& job);
  Status SetTrialState(int64_t study, int64_t trial, TrialState state);
  Status FinishTrial(int64_t study, const TrialScores& scores, int64_t finished_ms);
  Status SetTrialStage(int64_t study, int64_t trial, size_t stage);
  // A final trial is opened again (retry): scores and reason cleared, WAITING.
  Status ReopenTrial(int64_t study, int64_t trial);
  // The job that fitted the trial on all training rows, when there was one before a retry.
  StatusOr<std::optional<CellJob>> FindRefitJob(int64_t study, int64_t trial);
  // `job_state` is WAITING, LEASED, DONE, FAILED or CANCELLED.
  Status SetJobState(int64_t study, int64_t job, const char* job_state, int64_t failures);

  // --- attempts
  // Also sets the job to LEASED and its attempts to `attempt.attempt`.
  Status InsertAttempt(const AttemptRecord& attempt);
  // NotFound when the attempt is not there or has ended before.
  Status EndAttempt(int64_t study, int64_t job, int64_t attempt, AttemptEnd end,
                    const std::string& message, int64_t ended_ms);
  // The leases granted to this request that have not ended: the answer to a repeated Acquire.
  StatusOr<std::vector<AttemptRecord>> AttemptsOfRequest(const std::string& request_id);

  // How the attempt ended; nullopt when it is unknown or goes on.
  StatusOr<std::optional<AttemptEnd>> FindAttemptEnd(int64_t study, int64_t job, int64_t attempt);

  // --- results
  // AlreadyExists when the cell has one. `classes` shapes the confusion matrix.
  Status InsertCellResult(int64_t study, int64_t job, int64_t attempt, const CellResult& result,
                          int32_t classes);
  // For retry: the result, its metrics and its curve are removed.
  Status DeleteCellResult(int64_t study, int64_t trial, int fold);
  // Replaces points with the same key.
  Status PutCurvePoint(int64_t study, int64_t trial, const TrialCurvePoint& point);
  // Replaces an earlier one. The model's hash and size are those of PutArtifact(kind "model"),
  // which the caller calls as well.
  Status PutRefit(int64_t study, const RefitSummary& refit);
  // `kind` is "dataset" or "init" (trial -1), or "model"; replaces an earlier one. InvalidArgument
  // when `sha256` is none.
  Status PutArtifact(int64_t study, int64_t trial, const std::string& kind,
                     const std::string& sha256, int64_t bytes, int64_t created_ms);
  // The artifact's hash, empty when there is none.
  StatusOr<std::string> FindArtifact(int64_t study, int64_t trial, const std::string& kind);

  // --- checkpoints. Those that drop rows return the hashes of files that nothing names any more.
  // Replaces one of the same job and epoch; drops all of the job but the latest and the best one.
  // InvalidArgument when the hash is none.
  StatusOr<std::vector<std::string>> PutCheckpoint(int64_t study, int64_t job,
                                                   const CheckpointFile& checkpoint,
                                                   int64_t created_ms);
  // Drops those of jobs that are over, but for the jobs of `best_trial` (-1: none) and of trials
  // that are not final.
  StatusOr<std::vector<std::string>> DropCheckpoints(int64_t study, int64_t best_trial);
  // Hash of each job's latest one, by job.
  StatusOr<std::map<int64_t, std::string>> LoadCheckpoints(int64_t study);
  // Whether anything in the database names the file.
  StatusOr<bool> IsBlobUsed(const std::string& sha256);

  // --- workers and events
  Status PutWorker(const std::string& name, const std::string& host, int64_t slots,
                   const std::string& version, int64_t now_ms);
  Status SetWorkerSeen(const std::string& name, const std::string& state, int64_t now_ms);
  Status InsertEvent(int64_t at_ms, std::optional<int64_t> study, std::optional<int64_t> trial,
                     const std::string& level, const std::string& message);

  // --- recovery
  // Trials of the study that are not final.
  StatusOr<std::vector<OpenTrial>> LoadOpenTrials(int64_t study);
  // All trials of the study, by number.
  StatusOr<std::vector<StoredTrial>> LoadTrials(int64_t study);
  // All trials of the study; the place is the number. Predictions, when asked for, of all but the
  // PRUNED ones.
  StatusOr<std::vector<StagedTrial>> LoadStages(int64_t study, bool predictions,
                                                const std::vector<std::string>& numbers = {});
  // The cells that trials which are not final have so far, by trial and fold.
  StatusOr<std::vector<CellJob>> LoadOpenCells(int64_t study);
  // Jobs WAITING or LEASED, by number, with their trials' complete parameters. cache_keys empty.
  StatusOr<std::vector<JobRecord>> LoadOpenJobs(int64_t study);
  // Jobs of the given FAILED trials, for retry: whole jobs of kind kCells, so with all their trials
  // even where only some are asked for.
  StatusOr<std::vector<JobRecord>> LoadJobsOfTrials(int64_t study, std::span<const int64_t> trials);
  // Attempts that have not ended: still leased when the coordinator stopped.
  StatusOr<std::vector<AttemptRecord>> LoadOpenAttempts(int64_t study);
  // Fingerprints of all points proposed so far.
  StatusOr<std::vector<uint64_t>> LoadFingerprints(int64_t study);
  // The number of trials in each state, and accepted cells.
  struct Counts {
    int64_t by_state[7] = {};  // indexed by TrialState
    int64_t cells_done = 0;
  };
  StatusOr<Counts> CountTrials(int64_t study);
  // The best `count` COMPLETED trials that break no constraint: score by the goal, ties to the
  // lower number. NaN never.
  struct RankedTrial {
    int64_t trial = 0;
    double mean_score = 0;
    Point parameters;  // complete
  };
  StatusOr<std::vector<RankedTrial>> BestTrials(int64_t study, bool maximize, int64_t count);
  StatusOr<std::vector<int64_t>> TrialsInState(int64_t study, TrialState state);

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridfold
