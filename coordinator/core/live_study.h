// A study that is not finished, as the coordinator holds it in memory. Everything here can be made
// anew from the database; nothing here is the only copy of a fact.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/spec/job.h"
#include "common/spec/results.h"
#include "common/spec/study.h"
#include "coordinator/prune/contest.h"
#include "coordinator/search/sampler.h"
#include "coordinator/store/store.h"

namespace gridfold {

// A trial that is not final.
struct LiveTrial {
  Point parameters;  // complete
  TrialState state = TrialState::kWaiting;
  std::vector<std::optional<CellResult>> cells;  // by fold; without predictions and confusion
  std::vector<int64_t> jobs;  // of the first folds, as far as they are planned; with `prune:` only
  // How many cells have no result yet.
  int64_t Remaining() const;
};

struct LiveStudy {
  StudyRecord record;
  StudySpec spec;
  Work work;
  std::unique_ptr<Sampler> sampler;
  SeenPoints seen;
  TrialHistory history;                 // of all trials; kept only where the sampler learns
  std::unique_ptr<Contest> contest;     // null when the study does not prune
  std::vector<std::string> searched;    // names of the searched parameters
  std::map<int64_t, LiveTrial> trials;  // not final ones, by number
  std::map<int64_t, int64_t> failures;  // job -> attempts that counted against the limit, if any
  std::map<int64_t, int64_t> attempts;  // job -> the number of its last attempt, if any
  std::map<int64_t, std::string> checkpoints;  // job -> hash of its latest checkpoint, if any
  bool has_checkpoints = false;                // the database has some of it, or had
  Store::Counts counts;
  std::optional<double> best_score;
  int64_t best_trial = 0;
  Point best_parameters;               // the searched ones
  std::string last_failure;            // of the latest trial that failed or could not be
  std::optional<int64_t> deadline_ms;  // steady; limits.max_duration
  bool stopped = false;                // a limit or the target was reached: no further trials
  bool refitting = false;              // the refit's job is open
  bool refit_done = false;
  bool changed = false;      // since watchers were last told
  int64_t published_ms = 0;  // steady; when they were

  bool IsBetter(double score, int64_t trial) const;
  // What watchers see; refits and the spec's text are left out.
  StudySummary Summarise() const;
};

// The contest of a study that has no trials yet; nullptr when it does not prune.
std::unique_ptr<Contest> MakeContest(const StudySpec& spec);

// What a sampler that learns is told of a finished trial; none unless it completed.
std::optional<double> Loss(const MetricSpec& metric, TrialState state,
                           const std::optional<double>& mean_score);

// Names of the parameters that differ between trials, in the spec's order: those that are not the
// same constant in every member of the space.
std::vector<std::string> SearchedParameters(const SearchSpace& space);

// `point` without what is not searched.
Point SearchedPart(const Point& point, const std::vector<std::string>& searched);

// What all jobs of the study share. `model_hashes`: of the models that it names, by kind
// (ModelReferences).
Work MakeWork(const StudySpec& spec, int64_t study, const std::string& dataset_hash,
              const std::map<std::string, std::string>& model_hashes);

}  // namespace gridfold
