// How a study moves on: batches of trials, finished trials, limits, the refit, its end.
#include <algorithm>
#include <cmath>
#include <utility>

#include "common/base/log.h"
#include "coordinator/core/coordinator.h"
#include "coordinator/plan/planner.h"
#include "coordinator/rank/aggregate.h"
#include "coordinator/rank/goals.h"

namespace gridfold {
namespace {

// Jobs that wait per study; proposals go on when fewer do. It only bounds memory and the time from
// one commit to the next: which trials there are does not depend on it.
constexpr size_t kWaitingJobsMin = 256;

// The last words of a program are many lines, of which the first and the last say most.
std::string OnOneLine(const std::string& reason) {
  const size_t first = reason.find('\n'), last = reason.rfind('\n');
  if (first == std::string::npos) return reason;
  return reason.substr(0, first) + (first == last ? " " : " ... ") + reason.substr(last + 1);
}

double Mean(const std::vector<double>& values) { return AggregateScores(values).mean; }

// The scores of a trial all of whose cells are there, or one that failed. An infeasible or failed
// cell decides.
TrialScores ScoreTrial(const StudySpec& spec, int64_t number, const LiveTrial& trial) {
  TrialScores scores;
  scores.trial = number;
  std::vector<double> test, train, fit, score;
  std::vector<const CellResult*> cells;
  for (const auto& cell : trial.cells) {
    if (!cell) continue;  // never asked for, as another fold failed
    if (cell->state != CellState::kCompleted) {
      scores.state =
          cell->state == CellState::kInfeasible ? TrialState::kInfeasible : TrialState::kFailed;
      scores.reason = cell->reason;
      return scores;
    }
    cells.push_back(&*cell);
    test.push_back(cell->test_score);
    if (cell->train_score) train.push_back(*cell->train_score);
    fit.push_back(cell->fit_seconds);
    score.push_back(cell->score_seconds);
  }
  const Aggregate aggregate = AggregateScores(test);
  scores.mean_score = aggregate.mean;
  scores.std_score = aggregate.std;
  scores.std_error = aggregate.std_error;
  if (train.size() == test.size()) scores.mean_train_score = Mean(train);
  scores.mean_fit_seconds = Mean(fit);
  scores.mean_score_seconds = Mean(score);
  scores.goals = GoalMeans(spec, cells);
  scores.violation = Violation(spec, aggregate.mean, scores.goals);
  return scores;
}

// Why the study ended, and what else must be known of its ranking.
std::string WithRemarks(const LiveStudy& study) {
  std::string text = study.record.reason;
  const auto add = [&](const std::string& remark) {
    if (!remark.empty()) text += (text.empty() ? "" : "; ") + remark;
  };
  add(study.sampler->Remark(study.history));
  if (study.spec.prune.asynchronous)
    add("pruned asynchronously: another run may keep other trials");
  return text;
}

}  // namespace

Status Coordinator::SetState(LiveStudy& study, StudyState state, const std::string& reason) {
  std::optional<int64_t> finished_ms;
  if (IsFinal(state)) finished_ms = clock_->UnixMs();
  const int64_t id = study.record.id;
  GF_RETURN_IF_ERROR(Checked(store_->SetStudyState(id, state, reason, finished_ms)));
  study.record.state = state;
  study.record.reason = reason;
  study.record.finished_ms = finished_ms;
  study.changed = true;
  return Checked(store_->InsertEvent(
      clock_->UnixMs(), id, std::nullopt, "info",
      fmt::format("study is {}{}{}", Name(state), reason.empty() ? "" : ": ", reason)));
}

void Coordinator::SetTrialState(LiveStudy& study, LiveTrial& trial, TrialState state) {
  --study.counts.by_state[static_cast<int>(trial.state)];
  ++study.counts.by_state[static_cast<int>(state)];
  trial.state = state;
  study.changed = true;
}

Status Coordinator::StoreJob(LiveStudy& study, Job job) {
  GF_RETURN_IF_ERROR(Checked(store_->InsertJob(job)));
  study.record.next_job = std::max(study.record.next_job, job.number + 1);
  queue_.PushBack(std::make_shared<const Job>(std::move(job)));
  return absl::OkStatus();
}

Status Coordinator::ProposeBatch(LiveStudy& study) {
  StudyRecord& record = study.record;
  const Proposal proposal = study.sampler->ProposeAfter(
      study.history, record.cursor, record.next_trial, kTrialsPerBatch, study.seen);
  const bool waits = proposal.points.empty() && !proposal.exhausted;
  if (waits && proposal.next_cursor == record.cursor) return absl::OkStatus();
  std::vector<JobTrial> trials;
  std::vector<Contest::Admission> admissions;
  for (const Point& point : proposal.points) {
    // An imported trial: a grid goes its way whatever is there already.
    if (study.seen.contains(Fingerprint(point))) continue;
    const int64_t number = record.next_trial++;
    GF_RETURN_IF_ERROR(
        Checked(store_->InsertTrial(record.id, number, point, study.searched, clock_->UnixMs())));
    study.seen.insert(Fingerprint(point));
    if (study.sampler->Learns()) study.history.push_back({point, false, std::nullopt});
    LiveTrial& live = study.trials[number];
    live.parameters = point;
    live.cells.resize(static_cast<size_t>(study.spec.cv.SplitCount()));
    ++study.counts.by_state[static_cast<int>(TrialState::kWaiting)];
    if (study.contest != nullptr) {
      admissions.push_back(study.contest->Enter());
    } else {
      trials.push_back({number, point});
    }
  }
  for (Job& job : PlanJobs(study.spec, record.id, record.dataset_hash, trials, record.next_job)) {
    GF_RETURN_IF_ERROR(StoreJob(study, std::move(job)));
  }
  if (!admissions.empty()) GF_RETURN_IF_ERROR(AdmitTrials(study, admissions));
  record.cursor = proposal.next_cursor;
  record.exhausted = proposal.exhausted;
  record.duplicates_merged += proposal.duplicates;
  study.changed = true;
  return Checked(store_->SetStudyProgress(record.id, record.cursor, record.exhausted,
                                          record.duplicates_merged, record.next_trial,
                                          record.next_job));
}

Status Coordinator::CheckLimits(LiveStudy& study) {
  const Limits& limits = study.spec.limits;
  if (study.deadline_ms && clock_->SteadyMs() >= *study.deadline_ms) {
    return StopSearch(study, "limits.max_duration reached");
  }
  const int64_t failed = study.counts.by_state[static_cast<int>(TrialState::kFailed)];
  if (limits.max_failed_trials && failed > *limits.max_failed_trials) {
    return StopSearch(study, fmt::format("limits.max_failed_trials exceeded: {} trials failed, the "
                                         "last one with: {}",
                                         failed, study.last_failure));
  }
  const auto& target = study.spec.metric.target;
  if (target && study.best_score &&
      (study.spec.metric.maximize ? *study.best_score >= *target : *study.best_score <= *target)) {
    return StopSearch(study, fmt::format("metric.target reached by trial {}", study.best_trial));
  }
  return absl::OkStatus();
}

Status Coordinator::StopSearch(LiveStudy& study, const std::string& reason) {
  GF_RETURN_IF_ERROR(CancelOpen(study, reason));
  study.stopped = true;
  return SetState(study, StudyState::kStopping, reason);
}

Status Coordinator::CancelOpen(LiveStudy& study, const std::string& reason) {
  const int64_t id = study.record.id;
  for (const LeaseEntry& lease : leases_.OfStudy(id)) {
    GF_RETURN_IF_ERROR(EndLease(lease, AttemptEnd::kPreempted, reason));
    GF_RETURN_IF_ERROR(Checked(store_->SetJobState(id, lease.job->number, "CANCELLED", 0)));
  }
  for (const auto& job : queue_.RemoveStudy(id)) {
    GF_RETURN_IF_ERROR(Checked(store_->SetJobState(id, job->number, "CANCELLED", 0)));
  }
  for (auto& [number, trial] : study.trials) {
    TrialScores scores;
    scores.trial = number;
    scores.state = TrialState::kCancelled;
    scores.reason = reason;
    GF_RETURN_IF_ERROR(Checked(store_->FinishTrial(id, scores, clock_->UnixMs())));
    SetTrialState(study, trial, TrialState::kCancelled);
    if (study.contest != nullptr) study.contest->Close(number);
  }
  study.trials.clear();
  study.refitting = false;
  study.checkpoints.clear();
  return ForgetCheckpoints(study, -1);
}

Status Coordinator::FinishTrial(LiveStudy& study, int64_t number) {
  LiveTrial& trial = study.trials.at(number);
  const TrialScores scores = ScoreTrial(study.spec, number, trial);
  GF_RETURN_IF_ERROR(Checked(store_->FinishTrial(study.record.id, scores, clock_->UnixMs())));
  SetTrialState(study, trial, scores.state);
  if (scores.state != TrialState::kCompleted) {
    study.last_failure = scores.reason;
  } else if (scores.violation == 0 && study.IsBetter(*scores.mean_score, number)) {
    study.best_score = scores.mean_score;
    study.best_trial = number;
    study.best_parameters = SearchedPart(trial.parameters, study.searched);
  }
  if (study.sampler->Learns()) {
    PastTrial& past = study.history.at(static_cast<size_t>(number));
    past.finished = true;
    past.loss = Loss(study.spec.metric, scores.state, scores.mean_score);
  }
  if (study.contest != nullptr) study.contest->Close(number);
  study.trials.erase(number);
  return absl::OkStatus();
}

Status Coordinator::StartRefit(LiveStudy& study) {
  const int64_t id = study.record.id;
  GF_ASSIGN_OR_RETURN(const auto best,
                      Checked(store_->BestTrials(id, study.spec.metric.maximize, 1)));
  if (best.empty()) return Finish(study);
  study.refitting = true;
  GF_ASSIGN_OR_RETURN(const auto earlier, Checked(store_->FindRefitJob(id, best[0].trial)));
  const int64_t number = earlier ? earlier->job : study.record.next_job;
  Job job = PlanRefit(study.spec, id, study.record.dataset_hash,
                      {best[0].trial, best[0].parameters}, number);
  if (earlier) {
    // After a retry that left the winner where it was.
    study.attempts[number] = earlier->attempts;
    GF_RETURN_IF_ERROR(Checked(store_->SetJobState(id, number, "WAITING", 0)));
    queue_.PushBack(std::make_shared<const Job>(std::move(job)));
    return absl::OkStatus();
  }
  GF_RETURN_IF_ERROR(StoreJob(study, std::move(job)));
  const StudyRecord& record = study.record;
  return Checked(store_->SetStudyProgress(id, record.cursor, record.exhausted,
                                          record.duplicates_merged, record.next_trial,
                                          record.next_job));
}

Status Coordinator::Finish(LiveStudy& study) {
  const bool too_many_failed = study.spec.limits.max_failed_trials &&
                               study.counts.by_state[static_cast<int>(TrialState::kFailed)] >
                                   *study.spec.limits.max_failed_trials;
  if (too_many_failed) return SetState(study, StudyState::kFailed, study.record.reason);
  if (!study.best_score) {
    std::string reason = study.stopped ? study.record.reason : "no trial completed";
    if (!study.stopped && study.counts.by_state[static_cast<int>(TrialState::kCompleted)] > 0) {
      reason = "no trial meets the constraints";
    }
    return SetState(
        study, StudyState::kFailed,
        study.last_failure.empty() ? reason : reason + ": " + OnOneLine(study.last_failure));
  }
  return SetState(study, StudyState::kCompleted, WithRemarks(study));
}

Status Coordinator::ProposeBatches(LiveStudy& study) {
  for (int64_t cursor = -1; !study.stopped && !study.record.exhausted &&
                            queue_.size(study.record.id) < kWaitingJobsMin &&
                            cursor != study.record.cursor;) {
    cursor = study.record.cursor;  // where it stays, the next trial waits for results
    GF_RETURN_IF_ERROR(ProposeBatch(study));
  }
  return absl::OkStatus();
}

Status Coordinator::Advance(LiveStudy& study) {
  const StudyState state = study.record.state;
  if (draining_ || (state != StudyState::kActive && state != StudyState::kStopping)) {
    return absl::OkStatus();
  }
  if (!study.stopped && !study.refitting && !study.refit_done) {
    GF_RETURN_IF_ERROR(CheckLimits(study));
  }
  // A verdict may let a sampler go on that waits for it.
  for (bool judged = true; judged;) {
    GF_RETURN_IF_ERROR(ProposeBatches(study));
    GF_ASSIGN_OR_RETURN(judged, JudgeTrials(study));
  }
  const bool searching = !study.trials.empty() || (!study.stopped && !study.record.exhausted);
  if (searching || study.refitting) return absl::OkStatus();
  if (study.spec.refit_top > 0 && study.best_score && !study.refit_done) return StartRefit(study);
  return Finish(study);
}

void Coordinator::Settle() {
  ExpireLeases();
  for (auto& [id, study] : studies_) {
    if (store_error_.ok()) Advance(study).IgnoreError();  // the store's error is remembered
  }
  if (store_error_.ok()) ServeParked();
}

}  // namespace gridfold
