// The coordinator's logic: one public method for each use case.
//
// Glossary: a study has trials, a trial has a cell for each fold, cells are grouped into jobs, a
// job in a worker's hands is a lease, one lease's life is an attempt.
//
// How one job lives:
//   1. CreateStudy stores the study. Settle proposes a batch of trials, plans its jobs, stores both
//      and queues the jobs.
//   2. Acquire takes jobs from the queue, stores an attempt for each, and answers with the leases;
//      with an empty queue the call is parked until Settle finds it a job or its time is over.
//   3. Heartbeat renews leases and names those that the worker should drop.
//   4. Report stores cell results, fenced by the attempt's number. The last cell of a trial
//      finishes the trial; the last trial of a study leads to the refit, and that to its end. In a
//      study with `prune:` jobs are planned stage by stage, for trials that are worth going on
//      with.
//   5. A lease that is not renewed expires in Settle: the attempt ends LOST and the job is queued
//      again at the front, until its attempts are used up.
//
// Confined to the database thread: every method is called there, inside an open transaction, and
// the order within a method is: check, write to the store, change memory. What is answered is
// handed to AfterCommit, so that nobody hears of what is not on disk. When a commit fails, the
// database thread calls Restore: memory is made anew from the database, by the code that runs at
// start.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/spec/job.h"
#include "coordinator/core/live_study.h"
#include "coordinator/prepare/prepare.h"
#include "coordinator/schedule/job_queue.h"
#include "coordinator/schedule/lease_table.h"
#include "coordinator/store/store.h"

namespace gridfold {

enum class StudyChange { kPause, kResume, kCancel };
enum class AcquireAdvice { kJobs, kWait, kDrain, kFinished };

struct AcquireAnswer {
  AcquireAdvice advice = AcquireAdvice::kWait;
  std::vector<Lease> leases;
  std::vector<Work> works;  // one for each study among the leases
};

struct AcquireCall {
  std::string request_id, worker;
  size_t jobs_max = 1;
  std::set<std::string> cache_keys;
  int64_t wait_ms = 0;
  // Called once, after the commit; with an error when the commit failed.
  std::function<void(const Status&, const AcquireAnswer&)> reply;
};

struct AttemptKey {
  JobKey job;
  int64_t attempt = 0;
};

struct HeartbeatAnswer {
  std::vector<AttemptKey> cancel;
  bool drain = false;
  bool unknown_worker = false;
};

struct WorkerIdentity {
  std::string name, host, version;
  int64_t slots = 0;
  bool commands = false;  // runs programs of users
};

// A trial that was evaluated elsewhere.
struct ImportedTrial {
  Point parameters;                 // the searched ones at least
  std::vector<double> fold_scores;  // of the goal, by split
};

// FailedPrecondition when the study takes no scores from elsewhere: it has constraints or several
// goals, or stops trials by their epochs.
Status CheckTakesScores(const StudySpec& spec);
// InvalidArgument unless there is a finite score for each split.
Status CheckScores(const std::vector<double>& fold_scores, int splits);

// The complete points of the trials. InvalidArgument names the first that does not fit the space or
// the folds; CheckTakesScores.
StatusOr<std::vector<Point>> CheckImport(const StudySpec& spec,
                                         const std::vector<ImportedTrial>& trials);

class Coordinator {
 public:
  struct Options {
    int64_t lease_ms = 15'000;
    int64_t publish_interval_ms = 200;  // watchers hear of a study this often at most
    // Called after a commit, on the database thread, with files that nothing names any more: must
    // be quick. May be empty.
    std::function<void(const std::vector<std::string>& hashes)> drop_blobs = {};
  };
  Coordinator(Store* store, const Clock* clock, const Options& options);

  // Forgets everything but parked calls and reads the database. Leases get a fresh period.
  Status Restore();

  // --- use cases of users
  struct Created {
    int64_t study = 0;
    bool existed = false;
  };
  // AlreadyExists when the name belongs to another spec. The same spec: the study as it stands
  // (a paused one goes on).
  StatusOr<Created> CreateStudy(const PreparedStudy& prepared, const std::string& spec_file);
  // NotFound; FailedPrecondition when the study is final or (pause, resume) already so.
  Status ChangeStudy(const std::string& name, StudyChange change);
  // How many failed trials wait again. NotFound; FailedPrecondition for a cancelled study.
  StatusOr<int64_t> RetryFailed(const std::string& name);

  struct Imported {
    int64_t added = 0;
    int64_t known = 0;  // points that the study has already
  };
  // Adds COMPLETED trials, whose attempts are of a worker named "import"; all or none. NotFound;
  // FailedPrecondition for a study that is final or fitting its winner; errors of CheckImport.
  StatusOr<Imported> ImportTrials(const std::string& study,
                                  const std::vector<ImportedTrial>& trials);

  struct AskedTrial {
    int64_t trial = 0;
    Point parameters;  // complete
    int splits = 0;
  };
  // The next trial that waits, as a lease of a worker named "ask" for kAskedMs: for somebody who
  // evaluates it himself. NotFound; FailedPrecondition when none waits, the study is not ACTIVE,
  // prunes, has constraints or several goals, or computes several trials in one job.
  StatusOr<AskedTrial> AskTrial(const std::string& study);
  static constexpr int64_t kAskedMs = 24 * 60 * 60'000;
  // The result of a trial that was asked for: finite scores of all splits, or why it failed.
  // NotFound; InvalidArgument for other scores; FailedPrecondition when nobody holds it who asked.
  Status TellTrial(const std::string& study, int64_t trial, const std::vector<double>& fold_scores,
                   const std::string& failure);

  // What watchers are shown. NotFound.
  StatusOr<StudySummary> Summary(const std::string& name);

  // --- use cases of workers
  // InvalidArgument for the name "ask", which is not a worker's.
  Status Register(const WorkerIdentity& worker);
  void Acquire(AcquireCall call);
  StatusOr<HeartbeatAnswer> Heartbeat(const std::string& worker,
                                      const std::vector<AttemptKey>& held);
  // A code for each report: OK, or FailedPrecondition for a stale attempt (nothing of it is kept),
  // or InvalidArgument for cells that are not the job's.
  std::vector<Status> Report(const std::string& worker, const std::vector<JobReport>& reports);
  // Grants nothing more; parked calls are answered. Leases stay.
  void Drain();

  // --- for the database thread
  // What time demands: expire leases, propose trials, finish studies, grant to parked calls.
  void Settle();
  // The first error of the store since the last call: the transaction must be rolled back.
  Status TakeStoreError();
  // Calls to make when the transaction has been committed (OK) or not (the error).
  std::vector<std::function<void(const Status&)>> TakeAnswers();
  void AfterCommit(std::function<void(const Status&)> answer);
  // Steady time at which Settle has something to do; nullopt: not before the next use case.
  std::optional<int64_t> NextWakeMs() const;
  // Studies that changed and are due to be shown to watchers.
  std::vector<StudySummary> TakeChanged();

 private:
  // Remembers the first error of the store, and passes it on.
  Status Checked(Status status);
  template <typename T>
  StatusOr<T> Checked(StatusOr<T> result) {
    if (!result.ok()) Checked(result.status()).IgnoreError();
    return result;
  }

  // restore.cc
  Status RestoreStudy(StudyRecord record);
  Status RestoreTrials(LiveStudy& study);
  Status RestoreHistory(LiveStudy& study);
  Status RestoreJobs(LiveStudy& study);

  // pruning.cc
  Status RestoreContest(LiveStudy& study);
  // Jobs for what the trials lack until the end of their stages.
  Status AdmitTrials(LiveStudy& study, const std::vector<Contest::Admission>& admissions);
  // The trial's jobs that have ended without a result, because they were paused, wait again.
  Status ContinueJobs(LiveStudy& study, int64_t number, const LiveTrial& trial);
  Status PruneTrial(LiveStudy& study, int64_t number, const std::string& reason);
  // Whether anything followed from the results so far.
  StatusOr<bool> JudgeTrials(LiveStudy& study);
  // import_trials.cc
  Status ImportTrial(LiveStudy& study, const Point& point, const std::vector<double>& fold_scores);

  // study_progress.cc
  LiveStudy* FindStudy(const std::string& name);
  Status ReopenTrials(LiveStudy& study, const std::vector<int64_t>& trials);
  Status Advance(LiveStudy& study);
  Status ProposeBatches(LiveStudy& study);
  Status ProposeBatch(LiveStudy& study);
  Status StoreJob(LiveStudy& study, Job job);
  Status StopSearch(LiveStudy& study, const std::string& reason);
  Status CancelOpen(LiveStudy& study, const std::string& reason);
  Status StartRefit(LiveStudy& study);
  Status SetState(LiveStudy& study, StudyState state, const std::string& reason);
  Status Finish(LiveStudy& study);
  Status FinishTrial(LiveStudy& study, int64_t number);
  Status CheckLimits(LiveStudy& study);
  void SetTrialState(LiveStudy& study, LiveTrial& trial, TrialState state);

  // The worker in whose name those who ask hold their leases; it never registers.
  static constexpr char kAsker[] = "ask";

  // worker_calls.cc
  StatusOr<std::set<int64_t>> UnfitStudies(const std::string& worker);
  Status GrantTo(const AcquireCall& call, AcquireAnswer& answer);
  Status GrantJob(const AcquireCall& call, const std::shared_ptr<const Job>& job, Lease& lease);
  Lease MakeLease(const LiveStudy& study, const LeaseEntry& entry) const;
  void FillWorks(AcquireAnswer& answer) const;
  void ExpireLeases();
  void ServeParked();
  void Answer(AcquireCall call, AcquireAnswer answer);
  Status ReportJob(const std::string& worker, const JobReport& report);
  Status AcceptCell(LiveStudy& study, const LeaseEntry& lease, const CellResult& cell);
  Status AcceptRefit(LiveStudy& study, const RefitSummary& refit);
  Status AcceptCheckpoint(LiveStudy& study, const LeaseEntry& lease,
                          const CheckpointFile& checkpoint);
  // Of `job`, which is over (-1: of none), and of all whose trials turned out not to be the best.
  Status ForgetCheckpoints(LiveStudy& study, int64_t job);
  void DropBlobs(const std::vector<std::string>& hashes);
  Status EndLease(const LeaseEntry& lease, AttemptEnd end, const std::string& message);
  Status GiveUpJob(LiveStudy& study, const Job& job, const std::string& reason);
  bool HasActiveStudy() const;

  Store* const store_;
  const Clock* const clock_;
  const Options options_;
  std::map<int64_t, LiveStudy> studies_;
  JobQueue queue_;
  LeaseTable leases_;
  std::set<std::string> workers_;          // registered since the start
  std::set<std::string> command_workers_;  // those of them that run programs of users
  struct Parked {
    AcquireCall call;
    int64_t deadline_ms = 0;
  };
  std::vector<Parked> parked_;
  std::vector<std::function<void(const Status&)>> answers_;
  Status store_error_;
  bool draining_ = false;
};

}  // namespace gridfold
