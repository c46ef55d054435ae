// How trials of a study with `prune:` go from stage to stage.
#include <algorithm>
#include <utility>

#include "coordinator/core/coordinator.h"
#include "coordinator/plan/planner.h"

namespace gridfold {

Status Coordinator::AdmitTrials(LiveStudy& study,
                                const std::vector<Contest::Admission>& admissions) {
  // Trials that need the same folds are planned together, as they may share jobs.
  std::map<std::pair<int, int>, std::vector<JobTrial>> batches;  // first fold, end -> trials
  for (const Contest::Admission& admission : admissions) {
    const auto found = study.trials.find(admission.trial);
    if (found == study.trials.end()) continue;
    LiveTrial& trial = found->second;
    GF_RETURN_IF_ERROR(
        Checked(store_->SetTrialStage(study.record.id, admission.trial, admission.stage)));
    GF_RETURN_IF_ERROR(ContinueJobs(study, admission.trial, trial));
    const int planned = static_cast<int>(trial.jobs.size());
    if (planned >= admission.until.folds) continue;
    batches[{planned, admission.until.folds}].push_back({admission.trial, trial.parameters});
  }
  for (const auto& [folds, trials] : batches) {
    for (Job& job : PlanJobs(study.spec, study.record.id, study.record.dataset_hash, trials,
                             study.record.next_job, folds.first, folds.second)) {
      for (const JobTrial& trial : job.trials) {
        study.trials.at(trial.number).jobs.push_back(job.number);
      }
      GF_RETURN_IF_ERROR(StoreJob(study, std::move(job)));
    }
  }
  const StudyRecord& record = study.record;
  return Checked(store_->SetStudyProgress(record.id, record.cursor, record.exhausted,
                                          record.duplicates_merged, record.next_trial,
                                          record.next_job));
}

Status Coordinator::ContinueJobs(LiveStudy& study, int64_t number, const LiveTrial& trial) {
  for (size_t fold = trial.jobs.size(); fold-- > 0;) {
    if (trial.cells[fold]) continue;
    Job job{.study = study.record.id,
            .number = trial.jobs[fold],
            .kind = JobKind::kCells,
            .fold = static_cast<int>(fold),
            .trials = {{number, trial.parameters}},
            .cache_keys = CacheKeys(study.spec, study.record.dataset_hash, trial.parameters,
                                    static_cast<int>(fold))};
    GF_RETURN_IF_ERROR(Checked(store_->SetJobState(job.study, job.number, "WAITING", 0)));
    // Before jobs of trials that nobody has judged yet.
    queue_.PushFront(std::make_shared<const Job>(std::move(job)));
  }
  return absl::OkStatus();
}

Status Coordinator::PruneTrial(LiveStudy& study, int64_t number, const std::string& reason) {
  LiveTrial& trial = study.trials.at(number);
  TrialScores scores;
  scores.trial = number;
  scores.state = TrialState::kPruned;
  scores.reason = reason;
  GF_RETURN_IF_ERROR(Checked(store_->FinishTrial(study.record.id, scores, clock_->UnixMs())));
  SetTrialState(study, trial, TrialState::kPruned);
  if (study.sampler->Learns()) study.history.at(static_cast<size_t>(number)).finished = true;
  for (const int64_t job : trial.jobs) study.checkpoints.erase(job);
  study.trials.erase(number);
  return ForgetCheckpoints(study, -1);
}

StatusOr<bool> Coordinator::JudgeTrials(LiveStudy& study) {
  if (study.contest == nullptr || study.stopped) return false;
  const Contest::Verdicts verdicts = study.contest->Decide(study.record.exhausted);
  for (const Contest::Exit& exit : verdicts.out) {
    if (!study.trials.contains(exit.trial)) continue;
    GF_RETURN_IF_ERROR(exit.failed ? FinishTrial(study, exit.trial)
                                   : PruneTrial(study, exit.trial, exit.reason));
  }
  if (!verdicts.admitted.empty()) GF_RETURN_IF_ERROR(AdmitTrials(study, verdicts.admitted));
  return !verdicts.empty();
}

Status Coordinator::RestoreContest(LiveStudy& study) {
  study.contest = MakeContest(study.spec);
  if (study.contest == nullptr) return absl::OkStatus();
  const int64_t id = study.record.id;
  Contest& contest = *study.contest;
  GF_ASSIGN_OR_RETURN(
      std::vector<StagedTrial> trials,
      Checked(store_->LoadStages(id, contest.WantsPredictions(), contest.standards().names())));
  int64_t number = 0;
  for (StagedTrial& trial : trials) {
    contest.Restore(trial.stage);
    for (StagedResult& result : trial.results) {
      contest.AddResult(number, result.fold, result.score, std::move(result.predictions),
                        result.numbers);
    }
    for (const InterimScore& score : trial.interim) {
      if (score.number.empty()) {
        contest.AddInterim(number, score.fold, score.epochs, score.score);
      } else {
        contest.AddNumber(number, score.fold, score.epochs, score.number, score.score);
      }
    }
    if (IsFinal(trial.state)) contest.Close(number);
    ++number;
  }
  GF_ASSIGN_OR_RETURN(const std::vector<CellJob> cells, Checked(store_->LoadOpenCells(id)));
  for (const CellJob& cell : cells) {
    study.trials.at(cell.trial).jobs.push_back(cell.job);
    study.attempts[cell.job] = cell.attempts;
  }
  return absl::OkStatus();
}

}  // namespace gridfold
