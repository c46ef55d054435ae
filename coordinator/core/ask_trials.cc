// Trials that somebody evaluates himself: asked for, and told.
#include <utility>

#include "coordinator/core/coordinator.h"

namespace gridfold {

StatusOr<Coordinator::AskedTrial> Coordinator::AskTrial(const std::string& name) {
  LiveStudy* study = FindStudy(name);
  if (study == nullptr) return NotFound("no study named '{}'", name);
  if (study->record.state != StudyState::kActive) {
    return FailedPrecondition("study '{}' is {}", name, Name(study->record.state));
  }
  GF_RETURN_IF_ERROR(CheckTakesScores(study->spec));
  if (study->contest != nullptr) {
    return FailedPrecondition("study '{}' prunes; its trials go from stage to stage", name);
  }
  const std::vector<JobQueue::JobPtr> jobs =
      queue_.TakeTrial(study->record.id, static_cast<size_t>(study->spec.cv.SplitCount()));
  if (jobs.empty()) {
    return FailedPrecondition(
        "study '{}' has no trial to give: all are done or in somebody's hands, or wait for the "
        "results of others, or share their jobs",
        name);
  }
  const AcquireCall call{fmt::format("{}/{}", kAsker, jobs.front()->number), kAsker, 1, {}, 0, {}};
  AskedTrial asked;
  asked.splits = study->spec.cv.SplitCount();
  for (const JobQueue::JobPtr& job : jobs) {
    asked.trial = job->trials.front().number;
    asked.parameters = job->trials.front().parameters;
    Lease lease;
    GF_RETURN_IF_ERROR(GrantJob(call, job, lease));
    leases_.Renew({job->study, job->number}, lease.attempt, kAsker, clock_->SteadyMs() + kAskedMs);
  }
  return asked;
}

Status Coordinator::TellTrial(const std::string& name, int64_t trial,
                              const std::vector<double>& fold_scores, const std::string& failure) {
  LiveStudy* study = FindStudy(name);
  if (study == nullptr) return NotFound("no study named '{}'", name);
  if (failure.empty()) {
    GF_RETURN_IF_ERROR(CheckScores(fold_scores, study->spec.cv.SplitCount()));
  }
  bool is_asked = false;
  for (const LeaseEntry& lease : leases_.OfStudy(study->record.id)) {
    if (lease.worker != kAsker || lease.job->trials.front().number != trial) continue;
    is_asked = true;
    CellResult cell;
    cell.trial = trial;
    cell.fold = lease.job->fold;
    cell.state = failure.empty() ? CellState::kCompleted : CellState::kFailed;
    cell.reason = failure;
    if (failure.empty()) cell.test_score = fold_scores[static_cast<size_t>(cell.fold)];
    GF_RETURN_IF_ERROR(AcceptCell(*study, lease, cell));
    GF_RETURN_IF_ERROR(EndLease(lease, AttemptEnd::kOk, ""));
  }
  if (is_asked) return absl::OkStatus();
  return FailedPrecondition("trial {} of study '{}' is not in the hands of one who asked for it",
                            trial, name);
}

}  // namespace gridfold
