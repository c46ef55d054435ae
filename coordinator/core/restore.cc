// Memory from the database: at start, and after a commit that failed.
#include <algorithm>
#include <utility>

#include "common/spec/spec_reader.h"
#include "coordinator/core/coordinator.h"
#include "coordinator/plan/planner.h"

namespace gridfold {

Status Coordinator::Restore() {
  studies_.clear();
  queue_ = JobQueue();
  leases_ = LeaseTable();
  store_error_ = absl::OkStatus();
  GF_ASSIGN_OR_RETURN(std::vector<StudyRecord> records, store_->LoadStudies());
  for (StudyRecord& record : records) {
    const std::string name = record.name;
    GF_RETURN_IF_ERROR(Annotate(RestoreStudy(std::move(record)), "study '" + name + "'"));
  }
  return absl::OkStatus();
}

Status Coordinator::RestoreStudy(StudyRecord record) {
  LiveStudy& study = studies_[record.id];
  study.record = std::move(record);
  const int64_t id = study.record.id;
  GF_ASSIGN_OR_RETURN(ReadResult read, ReadStudy({study.record.spec_text, study.record.spec_file,
                                                  "", study.record.spec_overrides}));
  study.spec = std::move(read.study);
  std::map<std::string, std::string> model_hashes;
  for (const ModelReference& reference : ModelReferences(study.spec)) {
    GF_ASSIGN_OR_RETURN(const std::string hash, store_->FindArtifact(id, -1, reference.kind));
    if (!hash.empty()) model_hashes[reference.kind] = hash;
  }
  study.work = MakeWork(study.spec, id, study.record.dataset_hash, model_hashes);
  study.searched = SearchedParameters(study.spec.space);
  study.changed = true;
  GF_ASSIGN_OR_RETURN(study.counts, store_->CountTrials(id));
  GF_ASSIGN_OR_RETURN(const auto best, store_->BestTrials(id, study.spec.metric.maximize, 1));
  if (!best.empty()) {
    study.best_score = best[0].mean_score;
    study.best_trial = best[0].trial;
    study.best_parameters = SearchedPart(best[0].parameters, study.searched);
  }
  study.sampler = MakeSampler(study.spec);
  study.stopped = study.record.state == StudyState::kStopping;
  if (IsFinal(study.record.state)) return absl::OkStatus();

  if (study.spec.limits.max_duration_ms && study.record.started_ms) {
    const int64_t spent_ms = std::max<int64_t>(0, clock_->UnixMs() - *study.record.started_ms);
    study.deadline_ms = clock_->SteadyMs() + *study.spec.limits.max_duration_ms - spent_ms;
  }
  GF_RETURN_IF_ERROR(RestoreTrials(study));
  GF_RETURN_IF_ERROR(RestoreJobs(study));
  if (study.record.state == StudyState::kPaused) queue_.HoldBack(id, true);
  return absl::OkStatus();
}

Status Coordinator::RestoreTrials(LiveStudy& study) {
  GF_ASSIGN_OR_RETURN(study.counts, Checked(store_->CountTrials(study.record.id)));
  GF_ASSIGN_OR_RETURN(std::vector<OpenTrial> open,
                      Checked(store_->LoadOpenTrials(study.record.id)));
  GF_ASSIGN_OR_RETURN(const std::vector<uint64_t> fingerprints,
                      Checked(store_->LoadFingerprints(study.record.id)));
  study.seen = SeenPoints(fingerprints.begin(), fingerprints.end());
  GF_RETURN_IF_ERROR(RestoreHistory(study));
  study.trials.clear();
  for (OpenTrial& trial : open) {
    LiveTrial& live = study.trials[trial.number];
    live.parameters = std::move(trial.parameters);
    live.state = trial.state;
    live.cells.resize(static_cast<size_t>(study.spec.cv.SplitCount()));
    for (CellResult& cell : trial.cells) {
      const auto fold = static_cast<size_t>(cell.fold);
      if (cell.fold >= 0 && fold < live.cells.size()) live.cells[fold] = std::move(cell);
    }
  }
  return RestoreContest(study);
}

Status Coordinator::RestoreHistory(LiveStudy& study) {
  study.history.clear();
  if (!study.sampler->Learns()) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(std::vector<StoredTrial> trials,
                      Checked(store_->LoadTrials(study.record.id)));
  for (StoredTrial& trial : trials) {
    study.history.push_back({std::move(trial.parameters), IsFinal(trial.state),
                             Loss(study.spec.metric, trial.state, trial.mean_score)});
  }
  return absl::OkStatus();
}

Status Coordinator::RestoreJobs(LiveStudy& study) {
  const int64_t id = study.record.id;
  GF_ASSIGN_OR_RETURN(std::vector<JobRecord> jobs, Checked(store_->LoadOpenJobs(id)));
  GF_ASSIGN_OR_RETURN(const std::vector<AttemptRecord> attempts,
                      Checked(store_->LoadOpenAttempts(id)));
  GF_ASSIGN_OR_RETURN(study.checkpoints, Checked(store_->LoadCheckpoints(id)));
  study.has_checkpoints = !study.checkpoints.empty();
  queue_.RemoveStudy(id);
  std::map<int64_t, const AttemptRecord*> leased;
  for (const AttemptRecord& attempt : attempts) leased[attempt.job] = &attempt;
  for (JobRecord& record : jobs) {
    const JobKey key{id, record.job.number};
    study.attempts[key.job] = record.attempts;
    study.failures[key.job] = record.failures;
    study.refitting |= record.job.kind == JobKind::kRefit;
    record.job.cache_keys = CacheKeys(study.spec, study.record.dataset_hash,
                                      record.job.trials.front().parameters, record.job.fold);
    auto job = std::make_shared<const Job>(std::move(record.job));
    if (leases_.Find(key) != nullptr) continue;
    const auto attempt = leased.find(key.job);
    if (attempt == leased.end()) {
      queue_.PushBack(std::move(job));
    } else {
      const int64_t period_ms = attempt->second->worker == kAsker ? kAskedMs : options_.lease_ms;
      leases_.Grant({std::move(job), attempt->second->attempt, attempt->second->worker,
                     attempt->second->request_id, clock_->SteadyMs() + period_ms});
    }
  }
  return absl::OkStatus();
}

}  // namespace gridfold
