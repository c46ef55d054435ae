// How far a study is, while it goes on: a bar on a terminal, now and then a line elsewhere.
#pragma once

#include <optional>
#include <string>

#include "client/console.h"
#include "common/base/clock.h"
#include "common/spec/results.h"

namespace gridfold {

// The share of the cells that are done, in [0, 1]; nullopt when nothing bounds the study.
std::optional<double> DoneShare(const StudySummary& study);

// Seconds that remain if the cells left take as long as the `cells` finished in `seconds` did.
// nullopt when nothing is known yet, or nothing bounds the study; 0 for a final study.
std::optional<double> SecondsLeft(const StudySummary& study, double cells, double seconds);

// "[#####---------]  35%  trials 9/27  cells 28/81  ETA 12.3s  best accuracy 0.9712 (trial 4)";
// without the bar when `bar_columns` is 0. Pure.
std::string ProgressText(const StudySummary& study, std::optional<double> seconds_left,
                         int bar_columns);

// Shows snapshots of one study on `console.err`. On a terminal one line redraws itself; otherwise a
// line is written when the state changed, or the percentage did and the last line is some seconds
// old. For one thread.
class Progress {
 public:
  // Neither is owned; both outlive this.
  Progress(Console& console, const Clock& clock) : console_(console), clock_(clock) {}
  // Leaves the cursor at the start of an empty line.
  ~Progress() { Finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(const StudySummary& study);
  // Wipes the bar; before anything else is written.
  void Finish();

 private:
  bool IsDue(const StudySummary& study, double now) const;

  Console& console_;
  const Clock& clock_;
  bool begun_ = false;
  bool bar_shown_ = false;
  double first_seconds_ = 0, last_line_seconds_ = 0;
  int64_t first_cells_ = 0;
  int last_percent_ = -1;
  StudyState last_state_ = StudyState::kActive;
};

}  // namespace gridfold
