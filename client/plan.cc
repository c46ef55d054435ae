#include "client/plan.h"

#include <algorithm>
#include <cmath>

#include "common/spec/catalogue.h"
#include "coordinator/plan/planner.h"
#include "coordinator/search/sampler.h"
#include "worker/cache/memory_shares.h"
#include "worker/trainer/svm_memory.h"

namespace gridfold {
namespace {

constexpr double kCountedTrialsMax = 100'000;
constexpr double kBuiltTrialsMax = 10'000;
// Enough batches for a fair mean of jobs for each trial.
constexpr int64_t kSampledTrials = 20 * kTrialsPerBatch;

// Proposes, batch by batch, at most `trials_max` points; each goes to `visit`.
template <typename Visit>
TrialCount GoThrough(const StudySpec& spec, double trials_max, Visit visit) {
  const std::unique_ptr<Sampler> sampler = MakeSampler(spec);
  TrialCount count;
  SeenPoints seen;
  int64_t cursor = 0, trials = 0, jobs = 0;
  bool exhausted = false;
  while (!exhausted && static_cast<double>(trials) < trials_max) {
    const Proposal proposal = sampler->Propose(cursor, trials, kTrialsPerBatch, seen);
    std::vector<JobTrial> batch;
    for (const Point& point : proposal.points) {
      seen.insert(Fingerprint(point));
      visit(point);
      batch.push_back({trials + static_cast<int64_t>(batch.size()), point});
    }
    jobs += static_cast<int64_t>(PlanJobs(spec, 0, "", batch, jobs).size());
    trials += static_cast<int64_t>(batch.size());
    count.duplicates += proposal.duplicates;
    exhausted = proposal.exhausted || (proposal.points.empty() && proposal.next_cursor == cursor);
    cursor = proposal.next_cursor;
  }
  count.counted = exhausted;
  count.trials = static_cast<double>(trials);
  count.jobs = static_cast<double>(jobs);
  return count;
}

StatusOr<std::vector<Layer>> LayersOf(const StudySpec& spec, const ModelSchema& schema,
                                      const Point& point, int64_t classes) {
  const Point complete = WithDefaults(schema, point);
  if (spec.model == "network") return InstantiateLayers(spec.layers, complete);
  return ExpandShortForm(spec.model, complete, classes);
}

// Adds one trial's network to `found`.
void Build(const PreparedStudy& study, const ModelSchema& schema, const Point& point,
           Feasibility& found) {
  const DataSet& data = *study.data;
  const Extent input = data.shape
                           ? Extent{data.shape->height, data.shape->width, data.shape->channels}
                           : Extent{1, 1, data.features};
  const auto layers = LayersOf(study.spec, schema, point, data.class_count());
  Status status = layers.status();
  if (status.ok()) {
    const auto outputs = InferExtents(*layers, input, data.class_count());
    status = outputs.status();
    if (status.ok()) {
      const int64_t weights = CountParameters(*layers, *outputs, input);
      if (found.weights_min == 0) found.weights_min = weights;
      found.weights_min = std::min(found.weights_min, weights);
      found.weights_max = std::max(found.weights_max, weights);
    }
  }
  if (status.ok()) return;
  if (found.infeasible++ == 0) found.example = Message(status);
}

void CountTrials(StudyPlan& plan) {
  const StudySpec& spec = plan.study.spec;
  const ModelSchema* schema = FindModel(spec.model);
  const bool all = plan.study.trial_count <= kCountedTrialsMax;
  Feasibility found;
  const bool built =
      schema != nullptr && schema->is_network && plan.study.trial_count <= kBuiltTrialsMax;
  plan.count = GoThrough(spec, all ? HUGE_VAL : static_cast<double>(kSampledTrials),
                         [&](const Point& point) {
                           if (built) Build(plan.study, *schema, point, found);
                         });
  if (built) plan.feasibility = found;
  if (plan.count.counted || plan.count.trials == 0) return;
  const double jobs_per_trial = plan.count.jobs / plan.count.trials;
  plan.count.trials = plan.study.trial_count;
  plan.count.jobs = std::ceil(jobs_per_trial * plan.study.trial_count);
  plan.count.duplicates = 0;
}

bool IsSearched(const Parameter& parameter) { return !parameter.constant; }

// "(gamma, fold)": what stays the same within a group.
std::string OthersOf(const SubSpace& member, const ModelSchema& schema) {
  std::string others;
  for (const Parameter& parameter : member.parameters) {
    const ParameterSchema* known = schema.Find(parameter.name);
    if (!IsSearched(parameter) || (known != nullptr && known->path)) continue;
    others += parameter.name + ", ";
  }
  return "(" + others + "fold)";
}

// Only a grid visits all values of a path parameter with the others held fast.
std::vector<std::string> SharedWork(const StudySpec& spec) {
  std::vector<std::string> shared;
  const ModelSchema* schema = FindModel(spec.model);
  if (schema == nullptr || spec.search.algorithm != Algorithm::kGrid) return shared;
  for (const SubSpace& member : spec.space.members) {
    for (const Parameter& parameter : member.parameters) {
      const ParameterSchema* known = schema->Find(parameter.name);
      if (known == nullptr || !known->path || !IsSearched(parameter)) continue;
      const int64_t values = parameter.IsFinite() ? parameter.GridSize() : 0;
      if (values < 2) continue;
      std::string line = fmt::format("{}: all {} values of a {} are fitted together",
                                     parameter.name, values, OthersOf(member, *schema));
      if (std::find(shared.begin(), shared.end(), line) == shared.end()) shared.push_back(line);
    }
  }
  return shared;
}

// As a worker does it for the first fold.
std::string MemoryOfSvm(const PreparedStudy& study, const PlanArguments& arguments) {
  const DataSet& data = *study.data;
  std::vector<int64_t> counts(data.classes.size(), 0);
  if (!study.splits.empty()) {
    for (const int32_t row : study.splits[0].train) {
      ++counts[static_cast<size_t>(data.labels[static_cast<size_t>(row)])];
    }
  }
  const MemoryShares memory = ShareMemory(
      arguments.memory_bytes > 0 ? arguments.memory_bytes : DefaultMemoryBytes(), arguments.slots);
  return Describe(PlanSvmMemory(data.train_rows, data.features, counts, memory), data.train_rows,
                  memory);
}

}  // namespace

StatusOr<StudyPlan> MakePlan(const PlanArguments& arguments) {
  GF_ASSIGN_OR_RETURN(const SpecText text, ReadSpecFile(arguments.spec));
  StudyPlan plan;
  GF_ASSIGN_OR_RETURN(plan.study, PrepareStudy(text, FoldersFor(arguments.spec, text)));
  GF_RETURN_IF_ERROR(CheckSearch(plan.study.spec));
  CountTrials(plan);
  plan.shared = SharedWork(plan.study.spec);
  if (plan.study.spec.model == "svm") plan.memory = MemoryOfSvm(plan.study, arguments);
  return plan;
}

}  // namespace gridfold
