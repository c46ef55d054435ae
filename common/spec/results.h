// What is known of studies and trials once they run: the nouns of the database, the protocol and
// the client. Plain data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

enum class StudyState { kActive, kPaused, kStopping, kCompleted, kFailed, kCancelled };
enum class TrialState { kWaiting, kRunning, kCompleted, kPruned, kFailed, kInfeasible, kCancelled };
enum class AttemptEnd { kOk, kError, kLost, kPreempted, kTimeout, kOutOfMemory };
// How one cell ended.
enum class CellState { kCompleted, kInfeasible, kFailed };

// "ACTIVE", "WAITING", "OK", ...: the words of the database and of every message.
std::string_view Name(StudyState state);
std::string_view Name(TrialState state);
std::string_view Name(AttemptEnd end);
std::string_view Name(CellState state);
// The inverse; false when `name` is none of them.
bool FromName(std::string_view name, StudyState& state);
bool FromName(std::string_view name, TrialState& state);
bool FromName(std::string_view name, AttemptEnd& end);
bool FromName(std::string_view name, CellState& state);
// A study or trial in such a state changes no more (but by `retry`).
bool IsFinal(StudyState state);
bool IsFinal(TrialState state);

// One point of a learning curve: `metric` is loss, val_loss, accuracy, val_accuracy, ...
struct CurvePoint {
  int64_t epoch = 0;  // from 1
  std::string metric;
  double value = 0;
};

// The metric of a curve that holds the study's score at the ends of stages (`prune:`).
inline constexpr char kInterimScore[] = "score";
// The curve of another number that `prune` goes by: "score.parameters".
inline std::string InterimName(const std::string& number) { return kInterimScore + ("." + number); }
// Whether a curve is one of these two.
bool IsInterim(const std::string& metric);

// The result of one cell (trial x fold), as a worker reports it and the database keeps it.
struct CellResult {
  int64_t trial = 0;
  int fold = 0;
  CellState state = CellState::kCompleted;
  std::string reason;                     // why it is infeasible or failed
  double test_score = 0;                  // the study's metric on the fold's validation rows
  std::optional<double> train_score;      // on its training rows, when asked for
  std::map<std::string, double> metrics;  // further metrics and facts: iterations, support_vectors
  double fit_seconds = 0, score_seconds = 0;
  std::vector<int32_t> confusion;    // classes x classes, row = actual, row-major
  std::vector<int32_t> predictions;  // class of each validation row, in the fold's row order
};

struct TrialSummary {
  int64_t number = 0;
  TrialState state = TrialState::kWaiting;
  std::string reason;
  Point parameters;  // the searched ones; constants belong to the study
  std::optional<double> mean_score, std_score, std_error;  // over folds; std as numpy's (ddof 0)
  std::optional<double> mean_train_score, mean_fit_seconds, mean_score_seconds;
  std::optional<int64_t> rank;  // 1 = best, among COMPLETED trials; ties share a rank
  // Means over the folds of further goals and of what constraints are about.
  std::map<std::string, double> goals;
  double violation = 0;                            // of the constraints together; 0: none is broken
  std::vector<std::optional<double>> fold_scores;  // by fold; empty slots are not done yet
  std::vector<std::optional<double>> fold_train_scores;
};

struct AttemptSummary {
  int64_t job = 0;
  int64_t attempt = 0;
  int fold = 0;
  std::string worker;
  int64_t started_ms = 0;
  std::optional<int64_t> ended_ms;
  std::optional<AttemptEnd> end;
  std::string message;
};

struct TrialCurvePoint {
  int fold = 0;
  CurvePoint point;
};

// One trial in full.
struct TrialDetail {
  TrialSummary summary;
  Point parameters;               // complete: searched and constant ones
  std::vector<CellResult> cells;  // accepted results, by fold
  std::vector<TrialCurvePoint> curves;
  std::vector<AttemptSummary> attempts;
};

// The winner, fitted again on all training rows.
struct RefitSummary {
  int64_t trial = 0;
  std::optional<double> train_score, test_score;
  double fit_seconds = 0;
  std::string model_hash;  // the model file's SHA-256, in the artifacts folder
  int64_t model_bytes = 0;
  std::string reason;  // when the refit failed
  // Further metrics of the test rows and facts of the model, as CellResult's.
  std::map<std::string, double> metrics = {};
};

struct StudySummary {
  int64_t id = 0;
  std::string name;
  StudyState state = StudyState::kActive;
  std::string reason;
  std::string model, dataset, metric, algorithm;
  std::string dataset_hash;  // the blob's SHA-256, in the artifacts folder
  // What else the study was given, by kind (init, features, script): SHA-256, likewise.
  std::map<std::string, std::string> given;
  bool maximize = true;
  int splits = 0;           // folds in all
  double trials_total = 0;  // planned; 0 when unbounded
  int64_t trials_waiting = 0, trials_running = 0, trials_completed = 0, trials_failed = 0,
          trials_infeasible = 0, trials_cancelled = 0, trials_pruned = 0;
  int64_t duplicates_merged = 0;
  int64_t cells_done = 0;
  double cells_total = 0;
  std::optional<double> best_score;
  std::optional<int64_t> best_trial;
  Point best_parameters;
  int64_t created_ms = 0;
  std::optional<int64_t> started_ms, finished_ms;
  std::vector<RefitSummary> refits;
  std::vector<std::string> parameter_names;  // searched, in the spec's order
  std::vector<std::string> class_names;      // class index -> label
  std::string spec_text;
  std::vector<std::string> spec_overrides;  // key=value, as given to --set
};

}  // namespace gridfold
