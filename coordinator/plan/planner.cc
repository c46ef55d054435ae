#include "coordinator/plan/planner.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "common/spec/content_keys.h"
#include "coordinator/search/path_parameters.h"

namespace gridfold {
namespace {

static_assert(kCellsPerJobMax == kGroupPointsMax, "samplers cut groups where the planner does");

using Trials = std::vector<JobTrial>;

// When a step learns, jobs of the same folds follow each other: they share what was computed from a
// fold's rows (decision 008). Two folds, so that two slots prepare one each; not all pieces of a
// batch, as people want to see whole trials early.
constexpr int kFoldsInTurn = 2;
constexpr size_t kPiecesInTurn = 8;

// The trials that differ only in path parameters, in the order in which each group first appears.
std::vector<Trials> GroupTrials(const StudySpec& study, std::span<const JobTrial> trials) {
  const std::vector<std::string> path = PathParameters(study.model);
  std::vector<Trials> groups;
  std::unordered_map<std::string, size_t> group_of;  // the shared parameters -> place in groups
  for (const JobTrial& trial : trials) {
    Point shared = trial.parameters;
    for (const std::string& name : path) shared.erase(name);
    const auto [found, is_new] = group_of.emplace(ToJson(shared), groups.size());
    if (is_new) groups.emplace_back();
    groups[found->second].push_back(trial);
  }
  return groups;
}

// The group in pieces of at most kCellsPerJobMax trials: a job has one cell for each trial.
std::vector<Trials> CutGroup(const Trials& group) {
  std::vector<Trials> pieces;
  for (size_t start = 0; start < group.size(); start += kCellsPerJobMax) {
    const size_t end = std::min(start + kCellsPerJobMax, group.size());
    pieces.emplace_back(group.begin() + static_cast<ptrdiff_t>(start),
                        group.begin() + static_cast<ptrdiff_t>(end));
  }
  return pieces;
}

}  // namespace

std::vector<std::string> CacheKeys(const StudySpec& study, const std::string& dataset_hash,
                                   const Point& parameters, int fold) {
  return ContentKeys(dataset_hash, study.pipeline, study.cv, parameters, fold);
}

std::vector<Job> PlanJobs(const StudySpec& study, int64_t study_id, const std::string& dataset_hash,
                          std::span<const JobTrial> trials, int64_t first_job) {
  return PlanJobs(study, study_id, dataset_hash, trials, first_job, 0, study.cv.SplitCount());
}

std::vector<Job> PlanJobs(const StudySpec& study, int64_t study_id, const std::string& dataset_hash,
                          std::span<const JobTrial> trials, int64_t first_job, int first_fold,
                          int end_fold) {
  std::vector<Trials> pieces;
  for (const Trials& group : GroupTrials(study, trials)) {
    for (Trials& piece : CutGroup(group)) pieces.push_back(std::move(piece));
  }
  std::vector<Job> jobs;
  const auto add = [&](const Trials& piece, int fold) {
    jobs.push_back({.study = study_id,
                    .number = first_job + static_cast<int64_t>(jobs.size()),
                    .kind = JobKind::kCells,
                    .fold = fold,
                    .trials = piece,
                    .cache_keys = CacheKeys(study, dataset_hash, piece.front().parameters, fold)});
  };
  const bool learns = std::any_of(study.pipeline.begin(), study.pipeline.end(), LearnsFromRows);
  const size_t pieces_in_turn = learns ? kPiecesInTurn : 1;
  const int folds_in_turn = learns ? kFoldsInTurn : std::max(1, end_fold - first_fold);
  for (size_t start = 0; start < pieces.size(); start += pieces_in_turn) {
    const size_t end = std::min(start + pieces_in_turn, pieces.size());
    for (int fold = first_fold; fold < end_fold; fold += folds_in_turn) {
      for (size_t p = start; p < end; ++p) {
        for (int f = fold; f < std::min(fold + folds_in_turn, end_fold); ++f) add(pieces[p], f);
      }
    }
  }
  return jobs;
}

Job PlanRefit(const StudySpec& study, int64_t study_id, const std::string& dataset_hash,
              const JobTrial& trial, int64_t job_number) {
  return {.study = study_id,
          .number = job_number,
          .kind = JobKind::kRefit,
          .fold = kRefitFold,
          .trials = {trial},
          .cache_keys = CacheKeys(study, dataset_hash, trial.parameters, kRefitFold)};
}

}  // namespace gridfold
