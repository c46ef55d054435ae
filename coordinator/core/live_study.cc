#include "coordinator/core/live_study.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "common/spec/catalogue.h"
#include "coordinator/rank/goals.h"

namespace gridfold {
namespace {

// Whether the parameter is one and the same constant in every member.
bool IsFixed(const SearchSpace& space, const std::string& name) {
  const Parameter* first = space.members.front().Find(name);
  return std::all_of(space.members.begin(), space.members.end(), [&](const SubSpace& member) {
    const Parameter* parameter = member.Find(name);
    return parameter != nullptr && first != nullptr && parameter->constant && first->constant &&
           parameter->values == first->values;
  });
}

// Those that the spec lists, and what its goals and constraints are about.
std::vector<std::string> RecordedMetrics(const StudySpec& spec) {
  std::vector<std::string> metrics = spec.metrics;
  const ModelSchema* model = FindModel(spec.model);
  const auto contains = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto add = [&](const std::string& name) {
    // Facts are recorded anyway.
    const bool is_fact = model != nullptr && contains(model->facts, name);
    if (!is_fact && !contains(metrics, name)) metrics.push_back(name);
  };
  for (const std::string& name : GoalNumbers(spec)) add(name);
  return metrics;
}

}  // namespace

int64_t LiveTrial::Remaining() const {
  return std::count_if(cells.begin(), cells.end(),
                       [](const auto& cell) { return !cell.has_value(); });
}

bool LiveStudy::IsBetter(double score, int64_t trial) const {
  if (std::isnan(score)) return false;
  if (!best_score) return true;
  if (score == *best_score) return trial < best_trial;
  return spec.metric.maximize ? score > *best_score : score < *best_score;
}

std::optional<double> Loss(const MetricSpec& metric, TrialState state,
                           const std::optional<double>& mean_score) {
  if (state != TrialState::kCompleted || !mean_score) return std::nullopt;
  return metric.maximize ? -*mean_score : *mean_score;
}

std::unique_ptr<Contest> MakeContest(const StudySpec& spec) {
  std::unique_ptr<Pruner> pruner = MakePruner(spec);
  if (pruner == nullptr) return nullptr;
  return std::make_unique<Contest>(std::move(pruner), spec.prune.asynchronous, spec.metric.maximize,
                                   spec.cv.SplitCount(), Standards(spec));
}

StudySummary LiveStudy::Summarise() const {
  StudySummary summary;
  summary.id = record.id;
  summary.name = record.name;
  summary.state = record.state;
  summary.reason = record.reason;
  summary.model = spec.model;
  summary.dataset = record.dataset;
  summary.metric = spec.metric.name;
  summary.algorithm = Name(spec.search.algorithm);
  summary.maximize = spec.metric.maximize;
  summary.splits = spec.cv.SplitCount();
  // A grid that is continued beyond its edge has more trials than were planned.
  summary.trials_total = record.trials_total > 0
                             ? std::max(record.trials_total, static_cast<double>(record.next_trial))
                             : 0;
  const auto count = [&](TrialState state) { return counts.by_state[static_cast<int>(state)]; };
  summary.trials_waiting = count(TrialState::kWaiting);
  summary.trials_running = count(TrialState::kRunning);
  summary.trials_completed = count(TrialState::kCompleted);
  summary.trials_failed = count(TrialState::kFailed);
  summary.trials_infeasible = count(TrialState::kInfeasible);
  summary.trials_cancelled = count(TrialState::kCancelled);
  summary.trials_pruned = count(TrialState::kPruned);
  summary.duplicates_merged = record.duplicates_merged;
  summary.cells_done = counts.cells_done;
  summary.cells_total = summary.trials_total * summary.splits;
  summary.best_score = best_score;
  if (best_score) {
    summary.best_trial = best_trial;
    summary.best_parameters = best_parameters;
  }
  summary.created_ms = record.created_ms;
  summary.started_ms = record.started_ms;
  summary.finished_ms = record.finished_ms;
  summary.parameter_names = searched;
  summary.class_names = record.classes;
  return summary;
}

std::vector<std::string> SearchedParameters(const SearchSpace& space) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const SubSpace& member : space.members) {
    for (const Parameter& parameter : member.parameters) {
      if (known.insert(parameter.name).second && !IsFixed(space, parameter.name)) {
        names.push_back(parameter.name);
      }
    }
  }
  return names;
}

Point SearchedPart(const Point& point, const std::vector<std::string>& searched) {
  Point part;
  for (const std::string& name : searched) {
    if (const auto value = point.find(name); value != point.end()) part.insert(*value);
  }
  return part;
}

Work MakeWork(const StudySpec& spec, int64_t study, const std::string& dataset_hash,
              const std::map<std::string, std::string>& model_hashes) {
  Work work;
  work.study = study;
  work.dataset_hash = dataset_hash;
  work.pipeline = spec.pipeline;
  work.model = spec.model;
  work.layers = spec.layers;
  work.training = spec.training;
  work.command = spec.command;
  work.command_memory_bytes = spec.limits.max_trial_memory_bytes;
  for (const auto& [kind, hash] : model_hashes) {
    if (kind == "script") {
      work.script_hash = hash;
      continue;
    }
    Point& settings = kind == "init" ? work.training["init_from"] : work.pipeline.front().settings;
    settings["sha256"] = hash;
  }
  work.cv = spec.cv;
  work.metric = spec.metric.name;
  work.metrics = RecordedMetrics(spec);
  if (spec.prune.rule != PruneRule::kNone) work.judged = GoalNumbers(spec);
  work.seed = spec.search.seed;
  return work;
}

}  // namespace gridfold
