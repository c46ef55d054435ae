// What a worker is asked to do. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/spec/results.h"
#include "common/spec/study.h"

namespace gridfold {

// What all jobs of a study share; sent once per reply, not once per job.
struct Work {
  int64_t study = 0;
  std::string dataset_hash;
  std::vector<TransformSpec> pipeline;
  std::string model;
  std::vector<LayerNode> layers;
  TrainingSections training;
  CommandSpec command;
  std::string script_hash;                      // of command.script; empty: none
  std::optional<int64_t> command_memory_bytes;  // of a command's processes together
  CrossValidation cv;
  std::string metric;                // the goal
  std::vector<std::string> metrics;  // recorded as well
  std::vector<std::string> judged;   // also said of a training that is ended for now
  uint64_t seed = 0;                 // the study's
};

enum class JobKind { kCells, kRefit };

struct JobTrial {
  int64_t number = 0;
  Point parameters;  // complete: searched and constant ones (without the catalogue's defaults)
};

// The cells that one worker computes together: one fold, trials that differ only in path
// parameters. kRefit: one trial, all training rows, scored on the test rows.
struct Job {
  int64_t study = 0;
  int64_t number = 0;  // within the study
  JobKind kind = JobKind::kCells;
  int fold = 0;
  std::vector<JobTrial> trials;
  // Content keys of what it needs, widest first: data set, transformed data, ...
  std::vector<std::string> cache_keys;
};

// A file from which a job's training can go on where it stood.
struct CheckpointFile {
  int64_t epoch = 0;            // of the training at work in the job
  std::optional<double> score;  // how good it is after that epoch, the larger the better
  std::string sha256;
  int64_t bytes = 0;
};

// A job in a worker's hands.
struct Lease {
  Job job;
  int64_t attempt = 0;  // grows with every lease of the job; fences late reports
  int64_t lease_ms = 0;
  std::optional<int64_t> timeout_ms;
  std::string checkpoint_hash;  // of what an earlier attempt left; empty: begin anew
  // After so many epochs the training is saved, its score reported as a point of the curve
  // kInterimScore, and the attempt ends OK without a result; 0: it goes on to its end.
  int64_t pause_epochs = 0;
};

// What a worker says of a lease.
struct JobReport {
  int64_t study = 0, job = 0, attempt = 0;
  std::vector<CellResult> cells;
  std::vector<std::pair<int64_t, TrialCurvePoint>> curves;  // trial, point
  std::optional<RefitSummary> refit;
  std::optional<CheckpointFile> checkpoint;
  // Set in the job's last report.
  std::optional<AttemptEnd> end;
  std::string message;
};

}  // namespace gridfold
