// `gridfold plan SPEC`: what a study would do, without a coordinator.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/spec_file.h"
#include "coordinator/prepare/prepare.h"

namespace gridfold {

// Trials and jobs, found by asking the sampler for all points as the coordinator would.
struct TrialCount {
  double trials = 0;       // distinct points when `counted`, else with duplicates; may be inf
  bool counted = false;    // there were few enough to go through all of them
  int64_t duplicates = 0;  // points met more than once; when counted
  double jobs = 0;         // estimated from the first trials unless `counted`
};

// What of a network's trials can be built at all.
struct Feasibility {
  int64_t infeasible = 0;
  std::string example;                       // the reason of the first infeasible trial
  int64_t weights_min = 0, weights_max = 0;  // of the feasible ones
};

struct StudyPlan {
  PreparedStudy study;
  TrialCount count;
  std::optional<Feasibility> feasibility;  // networks of at most 10,000 trials
  std::string memory;               // how a worker will use its memory; empty: nothing to say
  std::vector<std::string> shared;  // "C: all 4 values of a (gamma, fold) are fitted together"
};

struct PlanArguments {
  SpecArguments spec;
  int slots = 1;             // of the worker that is meant
  int64_t memory_bytes = 0;  // of that worker; 0: half of this machine's
};

// Errors are those of PrepareStudy; InvalidArgument also for a search that cannot be.
StatusOr<StudyPlan> MakePlan(const PlanArguments& arguments);

// Writes the plan; `format` is table or json.
void PrintPlan(const StudyPlan& plan, const std::string& format, Console& console);

}  // namespace gridfold
