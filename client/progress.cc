#include "client/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "client/text.h"
#include "common/base/units.h"

namespace gridfold {
namespace {

constexpr double kSecondsBetweenLines = 3;
// With it the numbers of a common study just fit a terminal of 80 columns.
constexpr int kBarColumns = 10;

int64_t TrialsDone(const StudySummary& study) {
  return study.trials_completed + study.trials_failed + study.trials_infeasible +
         study.trials_cancelled + study.trials_pruned;
}

bool IsBounded(double total) { return total > 0 && std::isfinite(total); }

std::string OutOf(const char* noun, int64_t done, double total) {
  const std::string count = FormatCount(static_cast<double>(done));
  return IsBounded(total) ? fmt::format("{} {}/{}", noun, count, FormatCount(total))
                          : fmt::format("{} {}", noun, count);
}

int Percent(const StudySummary& study) {
  const std::optional<double> share = DoneShare(study);
  return share ? static_cast<int>(std::floor(*share * 100)) : -1;
}

}  // namespace

std::optional<double> DoneShare(const StudySummary& study) {
  if (!IsBounded(study.cells_total)) return std::nullopt;
  return std::clamp(static_cast<double>(study.cells_done) / study.cells_total, 0.0, 1.0);
}

std::optional<double> SecondsLeft(const StudySummary& study, double cells, double seconds) {
  if (IsFinal(study.state)) return 0;
  if (!IsBounded(study.cells_total) || cells <= 0 || seconds <= 0) return std::nullopt;
  const double left = study.cells_total - static_cast<double>(study.cells_done);
  return std::max(0.0, left) * seconds / cells;
}

std::string ProgressText(const StudySummary& study, std::optional<double> seconds_left,
                         int bar_columns) {
  std::string text;
  if (const std::optional<double> share = DoneShare(study)) {
    if (bar_columns > 0) {
      const auto filled = static_cast<size_t>(std::floor(*share * bar_columns));
      text += fmt::format("[{}{}] ", std::string(filled, '#'),
                          std::string(static_cast<size_t>(bar_columns) - filled, '-'));
    }
    text += fmt::format("{:3}%  ", Percent(study));
  }
  text += OutOf("trials", TrialsDone(study), study.trials_total);
  text += "  " + OutOf("cells", study.cells_done, study.cells_total);
  if (study.state != StudyState::kActive) {
    text += fmt::format("  {}", Name(study.state));
  } else if (seconds_left) {
    text += "  ETA " + FormatDuration(*seconds_left);
  }
  if (study.best_score) {
    text += fmt::format("  best {} {}", SafeText(study.metric), FormatScore(study.best_score));
    if (study.best_trial) text += fmt::format(" (trial {})", *study.best_trial);
  }
  return text;
}

bool Progress::IsDue(const StudySummary& study, double now) const {
  if (study.state != last_state_) return true;
  return Percent(study) != last_percent_ && now - last_line_seconds_ >= kSecondsBetweenLines;
}

void Progress::Show(const StudySummary& study) {
  const double now = clock_.SteadySeconds();
  if (!begun_) {
    begun_ = true;
    first_seconds_ = now;
    first_cells_ = study.cells_done;
    last_state_ = study.state;
  } else if (!console_.err_is_terminal && !IsDue(study, now)) {
    return;
  }
  const std::optional<double> left = SecondsLeft(
      study, static_cast<double>(study.cells_done - first_cells_), now - first_seconds_);
  if (console_.err_is_terminal) {
    const auto columns = static_cast<size_t>(std::max(1, console_.columns - 1));
    console_.err << '\r' << Clip(ProgressText(study, left, kBarColumns), columns) << "\x1b[K"
                 << std::flush;
    bar_shown_ = true;
  } else {
    console_.err << SafeText(study.name) << ": " << ProgressText(study, left, 0) << std::endl;
  }
  last_percent_ = Percent(study);
  last_state_ = study.state;
  last_line_seconds_ = now;
}

void Progress::Finish() {
  if (bar_shown_) console_.err << "\r\x1b[K" << std::flush;
  bar_shown_ = false;
}

}  // namespace gridfold
