// Which trials are worth going on with. Pure: a verdict depends on results alone.
//
// Trials compete in cohorts, and a trial goes from stage to stage: a stage is so many folds,
// trained for so many epochs. After each stage but the last a rule says who goes on; contest.h
// calls it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "common/spec/study.h"

namespace gridfold {

struct Stage {
  int folds = 1;       // the study's first so many
  int64_t epochs = 0;  // of each training; 0: all that the trial asks for
  bool operator==(const Stage&) const = default;
};

struct Cohort {
  int64_t size = 1;           // how many trials; the study's last cohort may have fewer
  std::vector<Stage> stages;  // each has as many folds and epochs as the one before, or more; the
                              // last one is the whole trial
};

// A trial with all results of a stage.
struct Contender {
  int64_t trial = 0;
  std::vector<double> merits;  // of each fold of the stage: its score, the larger the better
  // Class of each validation row of each fold, or nullptr where that is not known.
  std::vector<const std::vector<int32_t>*> predictions;
  // Where there are constraints or several goals (standards.h):
  double violation = 0;                 // of the constraints together
  std::vector<double> more_goals = {};  // means of the further goals, the larger the better
  double Mean() const;                  // of the merits
};

// Immutable, thread-safe.
class Pruner {
 public:
  virtual ~Pruner() = default;
  // The cohort at place `index` >= 0: cohorts follow each other in the order of trials.
  virtual Cohort CohortAt(int64_t index) const = 0;
  // For each of `contenders`, which have come to the end of a stage of `cohort` that is not the
  // last: whether it goes on. `earlier`: trials of earlier cohorts, with the merits that they had
  // at that stage; asynchronously the contenders once more. Both in the order of trials, and
  // nothing but their content counts.
  virtual std::vector<bool> GoOn(const Cohort& cohort, size_t stage,
                                 std::span<const Contender> contenders,
                                 std::span<const Contender> earlier) const = 0;
  // Whether GoOn reads Contender::predictions.
  virtual bool WantsPredictions() const { return false; }
};

// What `study.prune` asks for; nullptr when it asks for nothing.
std::unique_ptr<Pruner> MakePruner(const StudySpec& study);

}  // namespace gridfold
