#include "coordinator/core/coordinator.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gridfold {
namespace {

StudyRecord MakeRecord(const PreparedStudy& prepared, const std::string& spec_file,
                       int64_t now_ms) {
  StudyRecord record;
  record.name = prepared.spec.name;
  record.dataset = prepared.data->name;
  record.dataset_hash = prepared.dataset_hash;
  record.classes = prepared.data->classes;
  record.fingerprint = prepared.fingerprint;
  record.spec_text = prepared.spec.source_text;
  record.spec_overrides = prepared.spec.overrides;
  record.spec_file = spec_file;
  record.trials_total = std::isfinite(prepared.trial_count) ? prepared.trial_count : 0;
  record.created_ms = now_ms;
  return record;
}

std::vector<FoldRecord> MakeFolds(const PreparedStudy& prepared) {
  std::vector<FoldRecord> folds;
  const int per_repeat = prepared.spec.cv.SplitCount() / std::max(1, prepared.spec.cv.repeats);
  for (size_t i = 0; i < prepared.splits.size(); ++i) {
    const int fold = static_cast<int>(i);
    folds.push_back({fold, fold / std::max(1, per_repeat),
                     static_cast<int64_t>(prepared.splits[i].train.size()),
                     static_cast<int64_t>(prepared.splits[i].validation.size())});
  }
  return folds;
}

}  // namespace

Coordinator::Coordinator(Store* store, const Clock* clock, const Options& options)
    : store_(store), clock_(clock), options_(options) {}

Status Coordinator::Checked(Status status) {
  if (!status.ok() && store_error_.ok()) store_error_ = status;
  return status;
}

Status Coordinator::TakeStoreError() { return std::exchange(store_error_, absl::OkStatus()); }

void Coordinator::AfterCommit(std::function<void(const Status&)> answer) {
  answers_.push_back(std::move(answer));
}

std::vector<std::function<void(const Status&)>> Coordinator::TakeAnswers() {
  return std::exchange(answers_, {});
}

LiveStudy* Coordinator::FindStudy(const std::string& name) {
  for (auto& [id, study] : studies_) {
    if (study.record.name == name) return &study;
  }
  return nullptr;
}

StatusOr<Coordinator::Created> Coordinator::CreateStudy(const PreparedStudy& prepared,
                                                        const std::string& spec_file) {
  if (LiveStudy* existing = FindStudy(prepared.spec.name); existing != nullptr) {
    if (existing->record.fingerprint != prepared.fingerprint) {
      return AlreadyExists(
          "study '{}' is in this database with another spec or other data; give this one another "
          "name, or use another --db",
          prepared.spec.name);
    }
    if (existing->record.state == StudyState::kPaused) {
      GF_RETURN_IF_ERROR(ChangeStudy(prepared.spec.name, StudyChange::kResume));
    }
    return Created{existing->record.id, true};
  }
  LiveStudy study;
  study.record = MakeRecord(prepared, spec_file, clock_->UnixMs());
  GF_ASSIGN_OR_RETURN(study.record.id, Checked(store_->InsertStudy(study.record, prepared.spec,
                                                                   MakeFolds(prepared))));
  GF_RETURN_IF_ERROR(Checked(store_->PutArtifact(
      study.record.id, -1, "dataset", prepared.dataset_hash,
      static_cast<int64_t>(prepared.dataset_blob.size()), study.record.created_ms)));
  std::map<std::string, std::string> model_hashes;
  for (const auto& [kind, model] : prepared.models) {
    GF_RETURN_IF_ERROR(Checked(store_->PutArtifact(study.record.id, -1, kind, model.hash,
                                                   static_cast<int64_t>(model.bytes.size()),
                                                   study.record.created_ms)));
    model_hashes[kind] = model.hash;
  }
  study.spec = prepared.spec;
  study.work = MakeWork(study.spec, study.record.id, prepared.dataset_hash, model_hashes);
  study.sampler = MakeSampler(study.spec);
  study.contest = MakeContest(study.spec);
  study.searched = SearchedParameters(study.spec.space);
  study.changed = true;
  const int64_t id = study.record.id;
  studies_.emplace(id, std::move(study));
  return Created{id, false};
}

Status Coordinator::ChangeStudy(const std::string& name, StudyChange change) {
  LiveStudy* study = FindStudy(name);
  if (study == nullptr) return NotFound("no study named '{}'", name);
  const StudyState state = study->record.state;
  const bool possible = (change == StudyChange::kPause && state == StudyState::kActive) ||
                        (change == StudyChange::kResume && state == StudyState::kPaused) ||
                        (change == StudyChange::kCancel && !IsFinal(state));
  if (!possible) {
    static constexpr const char* kVerbs[] = {"paused", "resumed", "cancelled"};
    return FailedPrecondition("study '{}' is {} and cannot be {}", name, Name(state),
                              kVerbs[static_cast<int>(change)]);
  }
  switch (change) {
    case StudyChange::kPause:
      GF_RETURN_IF_ERROR(SetState(*study, StudyState::kPaused, "paused by the user"));
      queue_.HoldBack(study->record.id, true);
      return absl::OkStatus();
    case StudyChange::kResume:
      GF_RETURN_IF_ERROR(SetState(*study, StudyState::kActive, ""));
      queue_.HoldBack(study->record.id, false);
      return absl::OkStatus();
    case StudyChange::kCancel:
      GF_RETURN_IF_ERROR(CancelOpen(*study, "cancelled by the user"));
      return SetState(*study, StudyState::kCancelled, "cancelled by the user");
  }
  return Internal("unknown change of a study");
}

Status Coordinator::ReopenTrials(LiveStudy& study, const std::vector<int64_t>& trials) {
  const int64_t id = study.record.id;
  for (const int64_t trial : trials) {
    GF_RETURN_IF_ERROR(Checked(store_->ReopenTrial(id, trial)));
  }
  // Only the cells that failed are worked on again.
  GF_ASSIGN_OR_RETURN(const std::vector<OpenTrial> open, Checked(store_->LoadOpenTrials(id)));
  std::set<std::pair<int64_t, int>> failed;
  for (const OpenTrial& trial : open) {
    for (const CellResult& cell : trial.cells) {
      if (cell.state == CellState::kCompleted) continue;
      GF_RETURN_IF_ERROR(Checked(store_->DeleteCellResult(id, trial.number, cell.fold)));
      failed.emplace(trial.number, cell.fold);
    }
  }
  GF_ASSIGN_OR_RETURN(const std::vector<JobRecord> jobs,
                      Checked(store_->LoadJobsOfTrials(id, trials)));
  for (const JobRecord& record : jobs) {
    const Job& job = record.job;
    const bool has_failed =
        std::any_of(job.trials.begin(), job.trials.end(), [&](const JobTrial& t) {
          return failed.contains({t.number, job.fold});
        });
    if (has_failed) GF_RETURN_IF_ERROR(Checked(store_->SetJobState(id, job.number, "WAITING", 0)));
  }
  return absl::OkStatus();
}

StatusOr<int64_t> Coordinator::RetryFailed(const std::string& name) {
  LiveStudy* study = FindStudy(name);
  if (study == nullptr) return NotFound("no study named '{}'", name);
  const StudyState state = study->record.state;
  if (state == StudyState::kCancelled) {
    return FailedPrecondition("study '{}' is CANCELLED; its trials cannot be tried again", name);
  }
  if (study->refitting) {
    return FailedPrecondition("study '{}' is fitting its winner; try again when it is COMPLETED",
                              name);
  }
  const int64_t id = study->record.id;
  GF_ASSIGN_OR_RETURN(const std::vector<int64_t> failed,
                      Checked(store_->TrialsInState(id, TrialState::kFailed)));
  if (failed.empty()) return 0;
  GF_RETURN_IF_ERROR(ReopenTrials(*study, failed));
  study->stopped = false;
  study->refit_done = false;
  study->deadline_ms.reset();
  GF_RETURN_IF_ERROR(SetState(*study, StudyState::kActive, ""));
  GF_RETURN_IF_ERROR(RestoreTrials(*study));
  GF_RETURN_IF_ERROR(RestoreJobs(*study));
  return static_cast<int64_t>(failed.size());
}

StatusOr<StudySummary> Coordinator::Summary(const std::string& name) {
  const LiveStudy* study = FindStudy(name);
  if (study == nullptr) return NotFound("no study named '{}'", name);
  return study->Summarise();
}

void Coordinator::Drain() {
  draining_ = true;
  ServeParked();
}

std::optional<int64_t> Coordinator::NextWakeMs() const {
  std::optional<int64_t> next = leases_.NextExpiryMs();
  const auto consider = [&](int64_t at_ms) {
    if (!next || at_ms < *next) next = at_ms;
  };
  for (const Parked& parked : parked_) consider(parked.deadline_ms);
  for (const auto& [id, study] : studies_) {
    if (study.deadline_ms && study.record.state == StudyState::kActive && !study.stopped) {
      consider(*study.deadline_ms);
    }
    if (study.changed) consider(study.published_ms + options_.publish_interval_ms);
  }
  return next;
}

std::vector<StudySummary> Coordinator::TakeChanged() {
  std::vector<StudySummary> due;
  const int64_t now_ms = clock_->SteadyMs();
  for (auto& [id, study] : studies_) {
    const bool is_due =
        IsFinal(study.record.state) || study.published_ms + options_.publish_interval_ms <= now_ms;
    if (!study.changed || !is_due) continue;
    study.changed = false;
    study.published_ms = now_ms;
    due.push_back(study.Summarise());
  }
  return due;
}

bool Coordinator::HasActiveStudy() const {
  return std::any_of(studies_.begin(), studies_.end(),
                     [](const auto& entry) { return !IsFinal(entry.second.record.state); });
}

}  // namespace gridfold
