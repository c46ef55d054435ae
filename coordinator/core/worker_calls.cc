// What workers ask: jobs, renewals, and that their results be kept.
#include <algorithm>
#include <cmath>
#include <utility>

#include "common/base/log.h"
#include "coordinator/core/coordinator.h"

namespace gridfold {
namespace {

constexpr size_t kLeasesPerCallMax = 256;
constexpr char kNoCommands[] = "waits for a worker that was started with --allow-commands";

// Whether a cell of the job has no result yet; its trial may go on.
bool IsPaused(const LiveStudy& study, const Job& job) {
  return job.kind == JobKind::kCells &&
         std::any_of(job.trials.begin(), job.trials.end(), [&](const JobTrial& trial) {
           const auto live = study.trials.find(trial.number);
           return live != study.trials.end() && !live->second.cells[static_cast<size_t>(job.fold)];
         });
}

// The trial's fold has neither a result nor, where its training is paused, the score until there.
bool IsMissing(const LiveStudy& study, int64_t trial, int fold) {
  const auto live = study.trials.find(trial);
  if (live == study.trials.end() || live->second.cells[static_cast<size_t>(fold)]) return false;
  return study.contest == nullptr || !study.contest->HasScore(trial, fold);
}

// What a training says when it is ended for now.
void AddInterim(Contest& contest, int64_t trial, const TrialCurvePoint& at) {
  const CurvePoint& point = at.point;
  if (!std::isfinite(point.value)) return;
  if (point.metric == kInterimScore) {
    contest.AddInterim(trial, at.fold, point.epoch, point.value);
  } else if (IsInterim(point.metric)) {
    contest.AddNumber(trial, at.fold, point.epoch, point.metric.substr(InterimName("").size()),
                      point.value);
  }
}

}  // namespace

Status Coordinator::Register(const WorkerIdentity& worker) {
  if (worker.name == kAsker) {
    return InvalidArgument(
        "worker name: expected another one than '{}', which stands for those who ask", kAsker);
  }
  GF_RETURN_IF_ERROR(Checked(
      store_->PutWorker(worker.name, worker.host, worker.slots, worker.version, clock_->UnixMs())));
  workers_.insert(worker.name);
  if (worker.commands) {
    command_workers_.insert(worker.name);
  } else {
    command_workers_.erase(worker.name);
  }
  return absl::OkStatus();
}

void Coordinator::Acquire(AcquireCall call) {
  if (!workers_.contains(call.worker)) {
    AfterCommit([reply = std::move(call.reply), worker = call.worker](const Status&) {
      reply(FailedPrecondition("worker '{}' is not registered", worker), {});
    });
    return;
  }
  // A repeated request replaces the parked one, whose caller is gone.
  const auto old = std::find_if(parked_.begin(), parked_.end(), [&](const Parked& parked) {
    return parked.call.request_id == call.request_id;
  });
  if (old != parked_.end()) {
    Answer(std::move(old->call), {});
    parked_.erase(old);
  }
  AcquireAnswer answer;
  for (const LeaseEntry& lease : leases_.OfRequest(call.request_id)) {
    answer.leases.push_back(MakeLease(studies_.at(lease.job->study), lease));
  }
  if (!answer.leases.empty()) {
    answer.advice = AcquireAdvice::kJobs;
    FillWorks(answer);
    Answer(std::move(call), std::move(answer));
    return;
  }
  const int64_t deadline_ms = clock_->SteadyMs() + std::max<int64_t>(0, call.wait_ms);
  parked_.push_back({std::move(call), deadline_ms});
}

void Coordinator::Answer(AcquireCall call, AcquireAnswer answer) {
  AfterCommit([reply = std::move(call.reply), answer = std::move(answer)](const Status& status) {
    reply(status, answer);
  });
}

void Coordinator::ServeParked() {
  const int64_t now_ms = clock_->SteadyMs();
  std::vector<Parked> waiting = std::exchange(parked_, {});
  for (Parked& parked : waiting) {
    AcquireAnswer answer;
    if (draining_) {
      answer.advice = AcquireAdvice::kDrain;
    } else {
      // On an error the transaction is rolled back and all answers carry that error.
      GrantTo(parked.call, answer).IgnoreError();
    }
    if (answer.advice == AcquireAdvice::kWait && parked.deadline_ms <= now_ms) {
      if (!HasActiveStudy()) answer.advice = AcquireAdvice::kFinished;
      Answer(std::move(parked.call), std::move(answer));
    } else if (answer.advice == AcquireAdvice::kWait) {
      parked_.push_back(std::move(parked));
    } else {
      Answer(std::move(parked.call), std::move(answer));
    }
  }
}

// The studies that the worker can do nothing for: those of commands, when it runs none. While no
// worker does, the study says what it waits for.
StatusOr<std::set<int64_t>> Coordinator::UnfitStudies(const std::string& worker) {
  std::set<int64_t> unfit;
  for (auto& [id, study] : studies_) {
    if (study.spec.model != "command" || queue_.size(id) == 0) continue;
    const bool fit = command_workers_.contains(worker);
    if (!fit) unfit.insert(id);
    if (study.record.state != StudyState::kActive) continue;
    const std::string reason = command_workers_.empty() ? kNoCommands : "";
    if (study.record.reason != reason) {
      GF_RETURN_IF_ERROR(SetState(study, StudyState::kActive, reason));
    }
  }
  return unfit;
}

Status Coordinator::GrantTo(const AcquireCall& call, AcquireAnswer& answer) {
  const size_t count = std::clamp<size_t>(call.jobs_max, 1, kLeasesPerCallMax);
  GF_ASSIGN_OR_RETURN(const std::set<int64_t> unfit, UnfitStudies(call.worker));
  for (const auto& job : queue_.Take(count, call.cache_keys, unfit)) {
    GF_RETURN_IF_ERROR(GrantJob(call, job, answer.leases.emplace_back()));
    answer.advice = AcquireAdvice::kJobs;
  }
  FillWorks(answer);
  return absl::OkStatus();
}

Status Coordinator::GrantJob(const AcquireCall& call, const std::shared_ptr<const Job>& job,
                             Lease& lease) {
  LiveStudy& study = studies_.at(job->study);
  const int64_t attempt = study.attempts[job->number] + 1;
  const int64_t now_ms = clock_->UnixMs();
  GF_RETURN_IF_ERROR(Checked(store_->InsertAttempt(
      {job->study, job->number, attempt, call.worker, call.request_id, now_ms})));
  if (!study.record.started_ms) {
    GF_RETURN_IF_ERROR(Checked(store_->SetStudyStarted(job->study, now_ms)));
    study.record.started_ms = now_ms;
    if (study.spec.limits.max_duration_ms) {
      study.deadline_ms = clock_->SteadyMs() + *study.spec.limits.max_duration_ms;
    }
  }
  study.attempts[job->number] = attempt;
  const LeaseEntry entry{job, attempt, call.worker, call.request_id,
                         clock_->SteadyMs() + options_.lease_ms};
  leases_.Grant(entry);
  lease = MakeLease(study, entry);
  for (const JobTrial& trial : job->trials) {
    const auto live = study.trials.find(trial.number);
    if (live == study.trials.end() || live->second.state != TrialState::kWaiting) continue;
    GF_RETURN_IF_ERROR(
        Checked(store_->SetTrialState(job->study, trial.number, TrialState::kRunning)));
    SetTrialState(study, live->second, TrialState::kRunning);
  }
  return absl::OkStatus();
}

Lease Coordinator::MakeLease(const LiveStudy& study, const LeaseEntry& entry) const {
  Lease lease{*entry.job, entry.attempt, options_.lease_ms, study.spec.limits.max_trial_duration_ms,
              ""};
  const auto checkpoint = study.checkpoints.find(entry.job->number);
  if (checkpoint != study.checkpoints.end()) lease.checkpoint_hash = checkpoint->second;
  if (study.contest != nullptr && entry.job->kind == JobKind::kCells) {
    lease.pause_epochs = study.contest->UntilOf(entry.job->trials.front().number).epochs;
  }
  return lease;
}

void Coordinator::FillWorks(AcquireAnswer& answer) const {
  std::set<int64_t> known;
  for (const Lease& lease : answer.leases) {
    if (known.insert(lease.job.study).second) {
      answer.works.push_back(studies_.at(lease.job.study).work);
    }
  }
}

StatusOr<HeartbeatAnswer> Coordinator::Heartbeat(const std::string& worker,
                                                 const std::vector<AttemptKey>& held) {
  HeartbeatAnswer answer;
  answer.drain = draining_;
  answer.unknown_worker = !workers_.contains(worker);
  const int64_t expires_ms = clock_->SteadyMs() + options_.lease_ms;
  for (const AttemptKey& key : held) {
    if (!leases_.Renew(key.job, key.attempt, worker, expires_ms)) answer.cancel.push_back(key);
  }
  if (!answer.unknown_worker) {
    GF_RETURN_IF_ERROR(Checked(
        store_->SetWorkerSeen(worker, draining_ ? "DRAINING" : "ONLINE", clock_->UnixMs())));
  }
  return answer;
}

void Coordinator::ExpireLeases() {
  for (const LeaseEntry& lease : leases_.Expired(clock_->SteadyMs())) {
    spdlog::warn("worker {} was not heard of in time; its job {}/{} is given to another",
                 lease.worker, lease.job->study, lease.job->number);
    if (!EndLease(lease, AttemptEnd::kLost, "no heartbeat from the worker").ok()) return;
  }
}

Status Coordinator::EndLease(const LeaseEntry& lease_in, AttemptEnd end,
                             const std::string& message) {
  const LeaseEntry lease = lease_in;  // the table's entry goes away below
  const Job& job = *lease.job;
  LiveStudy& study = studies_.at(job.study);
  GF_RETURN_IF_ERROR(Checked(
      store_->EndAttempt(job.study, job.number, lease.attempt, end, message, clock_->UnixMs())));
  leases_.Remove(lease.key());
  study.changed = true;
  if (end == AttemptEnd::kOk) {
    // A job that is paused goes on with the next attempt.
    if (study.contest == nullptr) study.attempts.erase(job.number);
    study.failures.erase(job.number);
    GF_RETURN_IF_ERROR(Checked(store_->SetJobState(job.study, job.number, "DONE", 0)));
    return ForgetCheckpoints(study, IsPaused(study, job) ? -1 : job.number);
  }
  if (end == AttemptEnd::kTimeout) {
    return GiveUpJob(study, job, message.empty() ? "limits.max_trial_duration reached" : message);
  }
  int64_t& failures = study.failures[job.number];
  if (end != AttemptEnd::kPreempted) ++failures;
  if (failures >= study.spec.limits.max_attempts) {
    return GiveUpJob(
        study, job,
        fmt::format("{} attempts failed, the last one with {}: {}", failures, Name(end), message));
  }
  GF_RETURN_IF_ERROR(Checked(store_->SetJobState(job.study, job.number, "WAITING", failures)));
  queue_.PushFront(lease.job);
  return absl::OkStatus();
}

Status Coordinator::GiveUpJob(LiveStudy& study, const Job& job, const std::string& reason) {
  const int64_t attempt = study.attempts[job.number];
  GF_RETURN_IF_ERROR(
      Checked(store_->SetJobState(job.study, job.number, "FAILED", study.failures[job.number])));
  if (job.kind == JobKind::kRefit) {
    RefitSummary refit;
    refit.trial = job.trials.front().number;
    refit.reason = reason;
    GF_RETURN_IF_ERROR(AcceptRefit(study, refit));
    return ForgetCheckpoints(study, job.number);
  }
  const LeaseEntry given_up{std::make_shared<const Job>(job), attempt, "", "", 0};
  for (const JobTrial& trial : job.trials) {
    CellResult cell;
    cell.trial = trial.number;
    cell.fold = job.fold;
    cell.state = CellState::kFailed;
    cell.reason = reason;
    GF_RETURN_IF_ERROR(AcceptCell(study, given_up, cell));
  }
  return ForgetCheckpoints(study, job.number);
}

Status Coordinator::AcceptCheckpoint(LiveStudy& study, const LeaseEntry& lease,
                                     const CheckpointFile& checkpoint) {
  GF_ASSIGN_OR_RETURN(const auto unused,
                      Checked(store_->PutCheckpoint(study.record.id, lease.job->number, checkpoint,
                                                    clock_->UnixMs())));
  study.checkpoints[lease.job->number] = checkpoint.sha256;
  study.has_checkpoints = true;
  study.changed = true;
  DropBlobs(unused);
  return absl::OkStatus();
}

Status Coordinator::ForgetCheckpoints(LiveStudy& study, int64_t job) {
  study.checkpoints.erase(job);
  if (!study.has_checkpoints) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(
      const auto unused,
      Checked(store_->DropCheckpoints(study.record.id, study.best_score ? study.best_trial : -1)));
  DropBlobs(unused);
  return absl::OkStatus();
}

void Coordinator::DropBlobs(const std::vector<std::string>& hashes) {
  if (hashes.empty() || !options_.drop_blobs) return;
  AfterCommit([drop = options_.drop_blobs, hashes](const Status& committed) {
    if (committed.ok()) drop(hashes);
  });
}

std::vector<Status> Coordinator::Report(const std::string& worker,
                                        const std::vector<JobReport>& reports) {
  std::vector<Status> codes;
  for (const JobReport& report : reports) codes.push_back(ReportJob(worker, report));
  return codes;
}

Status Coordinator::ReportJob(const std::string& worker, const JobReport& report) {
  const LeaseEntry* found = leases_.Find({report.study, report.job}, report.attempt, worker);
  if (found == nullptr) {
    // The answer to an earlier report was lost: what it said is kept already.
    GF_ASSIGN_OR_RETURN(const std::optional<AttemptEnd> end,
                        Checked(store_->FindAttemptEnd(report.study, report.job, report.attempt)));
    if (end == AttemptEnd::kOk) return absl::OkStatus();
    return FailedPrecondition("job {}/{}: attempt {} is not worker {}'s lease", report.study,
                              report.job, report.attempt, worker);
  }
  const LeaseEntry lease = *found;
  LiveStudy& study = studies_.at(report.study);
  for (const CellResult& cell : report.cells) {
    GF_RETURN_IF_ERROR(AcceptCell(study, lease, cell));
  }
  for (const auto& [trial, point] : report.curves) {
    const bool known =
        std::any_of(lease.job->trials.begin(), lease.job->trials.end(),
                    [number = trial](const JobTrial& t) { return t.number == number; });
    if (!known || point.fold != lease.job->fold) {
      return InvalidArgument("curve point of trial {} fold {}: not a cell of job {}/{}", trial,
                             point.fold, report.study, report.job);
    }
    GF_RETURN_IF_ERROR(Checked(store_->PutCurvePoint(report.study, trial, point)));
    if (study.contest != nullptr) AddInterim(*study.contest, trial, point);
  }
  if (report.checkpoint) {
    GF_RETURN_IF_ERROR(AcceptCheckpoint(study, lease, *report.checkpoint));
  }
  if (!report.end) return absl::OkStatus();
  AttemptEnd end = *report.end;
  std::string message = report.message;
  if (end == AttemptEnd::kOk && lease.job->kind == JobKind::kCells) {
    for (const JobTrial& trial : lease.job->trials) {
      if (!IsMissing(study, trial.number, lease.job->fold)) continue;
      end = AttemptEnd::kError;
      message = fmt::format("the worker ended the job without a result for trial {}", trial.number);
    }
  }
  if (end == AttemptEnd::kOk && report.refit) {
    GF_RETURN_IF_ERROR(AcceptRefit(study, *report.refit));
  }
  return EndLease(lease, end, message);
}

Status Coordinator::AcceptCell(LiveStudy& study, const LeaseEntry& lease, const CellResult& cell) {
  const bool of_job = cell.fold == lease.job->fold && lease.job->kind == JobKind::kCells &&
                      std::any_of(lease.job->trials.begin(), lease.job->trials.end(),
                                  [&](const JobTrial& t) { return t.number == cell.trial; });
  if (!of_job) {
    return InvalidArgument("result of trial {} fold {}: not a cell of job {}/{}", cell.trial,
                           cell.fold, lease.job->study, lease.job->number);
  }
  const auto live = study.trials.find(cell.trial);
  if (live == study.trials.end()) return absl::OkStatus();  // final already
  auto& slot = live->second.cells[static_cast<size_t>(cell.fold)];
  if (slot) return absl::OkStatus();  // accepted already: a job may run twice, it counts once
  CellResult accepted = cell;
  if (accepted.state == CellState::kCompleted && !std::isfinite(accepted.test_score)) {
    accepted.state = CellState::kFailed;
    accepted.reason = fmt::format("the score is {}", accepted.test_score);
  }
  GF_RETURN_IF_ERROR(
      Checked(store_->InsertCellResult(study.record.id, lease.job->number, lease.attempt, accepted,
                                       static_cast<int32_t>(study.record.classes.size()))));
  if (study.contest != nullptr) {
    std::optional<double> score;
    if (accepted.state == CellState::kCompleted) score = accepted.test_score;
    study.contest->AddResult(cell.trial, cell.fold, score, std::move(accepted.predictions),
                             accepted.metrics);
  }
  accepted.predictions = {};
  accepted.confusion = {};
  slot = std::move(accepted);
  ++study.counts.cells_done;
  study.changed = true;
  return live->second.Remaining() == 0 ? FinishTrial(study, cell.trial) : absl::OkStatus();
}

Status Coordinator::AcceptRefit(LiveStudy& study, const RefitSummary& refit) {
  const int64_t id = study.record.id;
  GF_RETURN_IF_ERROR(Checked(store_->PutRefit(id, refit)));
  if (!refit.model_hash.empty()) {
    GF_RETURN_IF_ERROR(Checked(store_->PutArtifact(id, refit.trial, "model", refit.model_hash,
                                                   refit.model_bytes, clock_->UnixMs())));
  }
  study.refitting = false;
  study.refit_done = true;
  study.changed = true;
  return absl::OkStatus();
}

}  // namespace gridfold
