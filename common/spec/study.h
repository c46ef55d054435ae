// A validated study: everything a spec file says, with defaults filled in. The one type that the
// coordinator's parts share. Made by ReadStudy (spec_reader.h); never changed afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/spec/layer.h"
#include "common/spec/prune.h"
#include "common/spec/space.h"
#include "common/spec/training_sections.h"
#include "common/spec/value.h"

namespace gridfold {

// Height x width x channels of a picture; a row of features is that, flattened, channels last.
struct ImageShape {
  int64_t height = 0, width = 0, channels = 1;
  int64_t Size() const { return height * width * channels; }
  bool operator==(const ImageShape&) const = default;
};

// `dataset:`. Exactly one source; file paths are absolute or relative to the spec's folder.
struct DataSetSpec {
  enum class Source { kMnist, kDigits, kCsv, kIdx, kLibsvm, kNpz };
  Source source = Source::kDigits;
  std::string path;                         // kCsv, kLibsvm, kNpz; kIdx: the images
  std::string labels_path;                  // kIdx
  std::string test_path, test_labels_path;  // optional second files with the test rows
  std::string label = "last";               // kCsv: last | first | <column name> | <index>
  std::optional<ImageShape> shape;          // overrides what the file or its width suggest
  std::optional<int64_t> train, test;       // rows drawn, stratified and seeded; absent: all
  uint64_t seed = 0;
  bool operator==(const DataSetSpec&) const = default;
};

// One step of `pipeline:`, e.g. {"normalize", {{"method", "l2"}}} or {"rescale", {{"divide",
// 255}}}. A setting may be the text "$name": the trial's value of that parameter.
struct TransformSpec {
  std::string name;
  Point settings;
  bool operator==(const TransformSpec&) const = default;
};

// `command:`, for model command: the program that trains.
struct CommandSpec {
  std::vector<std::string> run;  // the program and its arguments; no shell reads them
  std::string script;            // a file that workers are given, absolute or relative to the
                                 // spec's folder; empty: none
  std::string rows = "npz";      // how it gets its rows: npz, csv or index
  bool operator==(const CommandSpec&) const = default;
};

// `cv:`. Either k folds, repeated, or one hold-out.
struct CrossValidation {
  int folds = 5;                  // 1 with `holdout`
  int repeats = 1;                // needs shuffle
  std::optional<double> holdout;  // share of the training rows that validates, in (0, 1)
  bool stratified = true;
  bool shuffle = false;  // true by default with holdout
  bool train_scores = false;
  uint64_t seed = 0;
  // Splits in all: folds * repeats, or 1.
  int SplitCount() const { return holdout ? 1 : folds * repeats; }
  bool operator==(const CrossValidation&) const = default;
};

// kAsha and kHyperband draw as kRandom does; what else they mean is in StudySpec::prune.
enum class Algorithm { kGrid, kRandom, kHalton, kTpe, kAsha, kHyperband };
// As a spec writes it: "grid", ...
std::string_view Name(Algorithm algorithm);

struct SearchSpec {
  Algorithm algorithm = Algorithm::kGrid;
  std::optional<int64_t> trials;  // grid: a limit; others: required
  uint64_t seed = 0;
  int64_t ahead = 4;  // tpe: the newest trials that a trial does not wait for
  // tpe: a trial waits for none, goes by whatever results there are, and `ahead` others may be
  // open.
  bool asynchronous = false;
  int64_t extend_steps = 0;  // grid: how often an end with the best trial is moved
};

struct MetricSpec {
  std::string name = "accuracy";
  bool maximize = true;
  std::optional<double> target;  // the study stops when a trial's mean reaches it
};

// One entry of `constraints:`, e.g. accuracy > 0.95: what the mean over the folds must be.
struct Constraint {
  std::string metric;
  bool at_least = true;  // a lower bound; else an upper one
  bool strict = false;   // the bound itself will not do
  double bound = 0;
  bool operator==(const Constraint&) const = default;
};

struct Limits {
  std::optional<int64_t> max_duration_ms;        // of the study, from its start
  std::optional<int64_t> max_trial_duration_ms;  // of one job's attempt
  std::optional<int64_t> max_failed_trials;
  std::optional<int64_t> max_trial_memory_bytes;  // of a command's processes
  int64_t max_attempts = 3;                       // of one job
};

struct StudySpec {
  std::string name;
  DataSetSpec dataset;
  std::vector<TransformSpec> pipeline;
  std::string model;              // a name in the catalogue
  std::vector<LayerNode> layers;  // model network only (cnn and mlp are expanded per trial)
  TrainingSections training;      // networks only
  CommandSpec command;            // model command only
  SearchSpace space;
  CrossValidation cv;
  SearchSpec search;
  PruneSpec prune;
  MetricSpec metric;                    // the goal that ranks
  std::vector<MetricSpec> more_goals;   // further goals: what is best is a front
  std::vector<Constraint> constraints;  // a trial that breaks one is not ranked
  std::vector<std::string> metrics;     // recorded as well, in the order of the spec
  Limits limits;
  int64_t refit_top = 1;
  // The spec as it was read, for the record and to be read again after a restart.
  std::string source_text;
  std::vector<std::string> overrides;  // key=value, as given to --set
  // SHA-256 of the canonical form (comments, order and spelling of keys do not count). Two studies
  // of one name may only differ in what does not change results.
  std::string fingerprint;
};

}  // namespace gridfold
