// From a job to its results: data set -> split -> pipeline -> trainer -> metrics. Single-threaded;
// the result depends on work and job alone.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "common/data/data_set.h"
#include "common/spec/job.h"
#include "worker/cache/content_cache.h"
#include "worker/cache/memory_shares.h"
#include "worker/command/command_policy.h"

namespace gridfold {

struct JobInput {
  const Work* work = nullptr;
  const Job* job = nullptr;
  ContentCache* cache = nullptr;
  // The data set of a hash, from wherever the worker finds it; asked once while it is cached.
  std::function<StatusOr<std::shared_ptr<const DataSet>>(const std::string& hash)> load_data;
  // The file of a hash, likewise: weights that networks start from, networks that give features.
  std::function<StatusOr<std::string>(const std::string& hash)> load_file;
  // Hears of each curve point, from the calling thread.
  std::function<void(int64_t trial, const CurvePoint& point)> on_curve_point;
  // Is given each checkpoint, from the calling thread; may be empty.
  std::function<void(int64_t epoch, double score, const std::string& bytes)> on_checkpoint;
  int64_t pause_epochs = 0;                 // Lease::pause_epochs
  std::string checkpoint;                   // what an earlier attempt left; empty: begin anew
  MemoryShares memory;                      // what the job may use
  CommandPolicy commands;                   // which programs of users may be run
  PartRunner* crew = nullptr;               // lends idle slots; may be null
  const std::atomic<bool>* stop = nullptr;  // Cancelled soon after it turns true
  const Clock* clock = nullptr;
};

struct JobOutput {
  // One for each trial, but for those that are paused: their score is a point of the curve
  // kInterimScore. kRefit: none.
  std::vector<CellResult> cells;
  std::optional<RefitSummary> refit;  // kRefit
  std::string model_file;             // kRefit: the bytes that refit->model_hash names
};

// Errors are the attempt's, not a trial's: data that cannot be had, Cancelled. What is wrong with
// one trial is in its CellResult (INFEASIBLE, FAILED) or in refit->reason.
StatusOr<JobOutput> ExecuteJob(const JobInput& input);

// The seed of a group of trials that differ only in path parameters: a hash of the study's seed,
// the other parameters and the fold, so it depends on nothing that scheduling could change.
uint64_t JobSeed(const Work& work, const Point& parameters, int fold);

}  // namespace gridfold
