#include "common/spec/results.h"

#include <iterator>

namespace gridfold {

bool IsInterim(const std::string& metric) {
  return metric == kInterimScore || metric.starts_with(InterimName(""));
}
namespace {

// In the order of the enumerators.
constexpr std::string_view kStudyStates[] = {"ACTIVE",    "PAUSED", "STOPPING",
                                             "COMPLETED", "FAILED", "CANCELLED"};
constexpr std::string_view kTrialStates[] = {"WAITING", "RUNNING",    "COMPLETED", "PRUNED",
                                             "FAILED",  "INFEASIBLE", "CANCELLED"};
constexpr std::string_view kAttemptEnds[] = {"OK",        "ERROR",   "LOST",
                                             "PREEMPTED", "TIMEOUT", "OUT_OF_MEMORY"};
constexpr std::string_view kCellStates[] = {"COMPLETED", "INFEASIBLE", "FAILED"};

static_assert(std::size(kStudyStates) == static_cast<size_t>(StudyState::kCancelled) + 1);
static_assert(std::size(kTrialStates) == static_cast<size_t>(TrialState::kCancelled) + 1);
static_assert(std::size(kAttemptEnds) == static_cast<size_t>(AttemptEnd::kOutOfMemory) + 1);
static_assert(std::size(kCellStates) == static_cast<size_t>(CellState::kFailed) + 1);

template <typename Enum, size_t N>
bool Find(const std::string_view (&names)[N], std::string_view name, Enum& found) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] != name) continue;
    found = static_cast<Enum>(i);
    return true;
  }
  return false;
}

}  // namespace

std::string_view Name(StudyState state) { return kStudyStates[static_cast<size_t>(state)]; }
std::string_view Name(TrialState state) { return kTrialStates[static_cast<size_t>(state)]; }
std::string_view Name(AttemptEnd end) { return kAttemptEnds[static_cast<size_t>(end)]; }
std::string_view Name(CellState state) { return kCellStates[static_cast<size_t>(state)]; }

bool FromName(std::string_view name, StudyState& state) { return Find(kStudyStates, name, state); }
bool FromName(std::string_view name, TrialState& state) { return Find(kTrialStates, name, state); }
bool FromName(std::string_view name, AttemptEnd& end) { return Find(kAttemptEnds, name, end); }
bool FromName(std::string_view name, CellState& state) { return Find(kCellStates, name, state); }

bool IsFinal(StudyState state) {
  return state == StudyState::kCompleted || state == StudyState::kFailed ||
         state == StudyState::kCancelled;
}

bool IsFinal(TrialState state) {
  return state != TrialState::kWaiting && state != TrialState::kRunning;
}

}  // namespace gridfold
