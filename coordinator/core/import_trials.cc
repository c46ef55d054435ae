// Trials that were evaluated elsewhere.
#include <algorithm>
#include <cmath>
#include <utility>

#include "coordinator/core/coordinator.h"
#include "coordinator/plan/planner.h"
#include "coordinator/search/complete_point.h"

namespace gridfold {
namespace {

constexpr char kImporter[] = "import";

}  // namespace

Status CheckTakesScores(const StudySpec& spec) {
  if (!spec.more_goals.empty() || !spec.constraints.empty()) {
    return FailedPrecondition(
        "study '{}' has constraints or several goals; from elsewhere it takes one score alone",
        spec.name);
  }
  if (spec.prune.rule == PruneRule::kNone || spec.prune.rule == PruneRule::kRace) {
    return absl::OkStatus();
  }
  return FailedPrecondition(
      "study '{}' stops trials by their epochs; from elsewhere it takes final scores alone",
      spec.name);
}

Status CheckScores(const std::vector<double>& fold_scores, int splits) {
  if (static_cast<int>(fold_scores.size()) != splits) {
    return InvalidArgument("expected {} scores, one for each split, found {}", splits,
                           fold_scores.size());
  }
  const bool finite = std::all_of(fold_scores.begin(), fold_scores.end(),
                                  [](double score) { return std::isfinite(score); });
  return finite ? absl::OkStatus() : InvalidArgument("expected finite scores");
}

StatusOr<std::vector<Point>> CheckImport(const StudySpec& spec,
                                         const std::vector<ImportedTrial>& trials) {
  GF_RETURN_IF_ERROR(CheckTakesScores(spec));
  std::vector<Point> points;
  for (size_t i = 0; i < trials.size(); ++i) {
    const std::string place = fmt::format("trial {} of the import", i);
    GF_RETURN_IF_ERROR(Annotate(CheckScores(trials[i].fold_scores, spec.cv.SplitCount()), place));
    StatusOr<Point> point = CompletePoint(spec.space, trials[i].parameters);
    GF_RETURN_IF_ERROR(Annotate(point.status(), place));
    points.push_back(*std::move(point));
  }
  return points;
}

StatusOr<Coordinator::Imported> Coordinator::ImportTrials(
    const std::string& name, const std::vector<ImportedTrial>& trials) {
  LiveStudy* study = FindStudy(name);
  if (study == nullptr) return NotFound("no study named '{}'", name);
  if (IsFinal(study->record.state) || study->refitting) {
    return FailedPrecondition("study '{}' is {} and takes no more trials", name,
                              study->refitting ? "fitting its winner" : Name(study->record.state));
  }
  // All of them are looked at before one is stored.
  GF_ASSIGN_OR_RETURN(const std::vector<Point> points, CheckImport(study->spec, trials));
  Imported imported;
  for (size_t i = 0; i < trials.size(); ++i) {
    if (!study->seen.insert(Fingerprint(points[i])).second) {
      ++imported.known;
      continue;
    }
    GF_RETURN_IF_ERROR(ImportTrial(*study, points[i], trials[i].fold_scores));
    ++imported.added;
  }
  const StudyRecord& record = study->record;
  GF_RETURN_IF_ERROR(Checked(store_->SetStudyProgress(record.id, record.cursor, record.exhausted,
                                                      record.duplicates_merged, record.next_trial,
                                                      record.next_job)));
  return imported;
}

// The trial with its jobs, as if a worker had done them.
Status Coordinator::ImportTrial(LiveStudy& study, const Point& point,
                                const std::vector<double>& fold_scores) {
  StudyRecord& record = study.record;
  const int64_t number = record.next_trial++, now_ms = clock_->UnixMs();
  GF_RETURN_IF_ERROR(
      Checked(store_->InsertTrial(record.id, number, point, study.searched, now_ms)));
  if (study.sampler->Learns()) study.history.push_back({point, false, std::nullopt});
  if (study.contest != nullptr) study.contest->Enter();
  LiveTrial& live = study.trials[number];
  live.parameters = point;
  live.cells.resize(fold_scores.size());
  ++study.counts.by_state[static_cast<int>(TrialState::kWaiting)];
  const std::vector<JobTrial> trial = {{number, point}};
  for (Job& job : PlanJobs(study.spec, record.id, record.dataset_hash, trial, record.next_job)) {
    const int64_t id = job.number;
    record.next_job = std::max(record.next_job, id + 1);
    GF_RETURN_IF_ERROR(Checked(store_->InsertJob(job)));
    GF_RETURN_IF_ERROR(
        Checked(store_->InsertAttempt({record.id, id, 1, kImporter, kImporter, now_ms})));
    const LeaseEntry lease{std::make_shared<const Job>(std::move(job)), 1, kImporter, kImporter, 0};
    CellResult cell;
    cell.trial = number;
    cell.fold = lease.job->fold;
    cell.test_score = fold_scores[static_cast<size_t>(cell.fold)];
    GF_RETURN_IF_ERROR(AcceptCell(study, lease, cell));
    GF_RETURN_IF_ERROR(Checked(store_->EndAttempt(record.id, id, 1, AttemptEnd::kOk, "", now_ms)));
    GF_RETURN_IF_ERROR(Checked(store_->SetJobState(record.id, id, "DONE", 0)));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
