// Store: trials and their parameters.
#include <algorithm>
#include <bit>

#include "coordinator/store/columns.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

std::string TrialText(int64_t study, int64_t trial) {
  return fmt::format("trial {} of study {}", trial, study);
}

StatusOr<std::vector<OpenTrial>> OpenTrialsWithoutCells(Database& database, int64_t study) {
  std::vector<OpenTrial> trials;
  Cursor row = database.Select("load_open_trials", study);
  while (row.Next()) {
    OpenTrial& trial = trials.emplace_back();
    trial.number = row.Int(0);
    GF_ASSIGN_OR_RETURN(trial.state, StateFromText<TrialState>(row.Text(1)));
  }
  GF_RETURN_IF_ERROR(row.status());
  return trials;
}

// The trial of this number, which stands at or after `trials[at]`; `at` moves on to it. The rows of
// both come from one table, so only a damaged index can make them differ.
StatusOr<OpenTrial*> Advance(std::vector<OpenTrial>& trials, size_t& at, int64_t number) {
  while (at < trials.size() && trials[at].number != number) ++at;
  if (at < trials.size()) return &trials[at];
  return DataLoss("trial {} is open in one index and not in another", number);
}

Status AddParameters(Database& database, int64_t study, std::vector<OpenTrial>& trials) {
  Cursor row = database.Select("load_open_trial_params", study);
  size_t at = 0;
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(OpenTrial* const trial, Advance(trials, at, row.Int(5)));
    GF_RETURN_IF_ERROR(
        Annotate(AddParameter(row, 0, trial->parameters), TrialText(study, trial->number)));
  }
  return row.status();
}

Status AddCells(Database& database, int64_t study, std::vector<OpenTrial>& trials) {
  Cursor row = database.Select("load_open_trial_cells", study);
  size_t at = 0;
  while (row.Next()) {
    CellResult cell;
    cell.trial = row.Int(0);
    cell.fold = static_cast<int>(row.Int(1));
    GF_ASSIGN_OR_RETURN(cell.state, StateFromText<CellState>(row.Text(2)));
    cell.reason = row.Text(3);
    cell.test_score = row.Double(4);
    cell.train_score = row.OptionalDouble(5);
    cell.fit_seconds = row.Double(6);
    cell.score_seconds = row.Double(7);
    GF_ASSIGN_OR_RETURN(OpenTrial* const trial, Advance(trials, at, cell.trial));
    trial->cells.push_back(std::move(cell));
  }
  return row.status();
}

Status AddMetrics(Database& database, int64_t study, std::vector<OpenTrial>& trials) {
  Cursor row = database.Select("load_open_trial_metrics", study);
  size_t at = 0;
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(OpenTrial* const trial, Advance(trials, at, row.Int(0)));
    for (CellResult& cell : trial->cells) {
      if (cell.fold == row.Int(1)) cell.metrics[row.Text(2)] = row.Double(3);
    }
  }
  return row.status();
}

}  // namespace

Status Store::InsertTrial(int64_t study, int64_t trial, const Point& complete,
                          std::span<const std::string> searched, int64_t created_ms) {
  Point shown;
  for (const std::string& name : searched) {
    const auto found = complete.find(name);
    if (found != complete.end()) shown.insert(*found);
  }
  GF_RETURN_IF_ERROR(impl_->database->Execute("insert_trial", study, trial,
                                              std::bit_cast<int64_t>(Fingerprint(complete)),
                                              ToJson(shown), created_ms));
  for (const auto& [name, value] : complete) {
    const ValueColumns columns = ToColumns(value);
    GF_RETURN_IF_ERROR(impl_->database->Execute(
        "insert_trial_param", study, trial, name, shown.contains(name), columns.type,
        columns.int_value, columns.real_value, columns.text_value));
  }
  return absl::OkStatus();
}

Status Store::SetTrialState(int64_t study, int64_t trial, TrialState state) {
  return impl_->Change(TrialText(study, trial), "set_trial_state", study, trial,
                       std::string(Name(state)));
}

Status Store::FinishTrial(int64_t study, const TrialScores& scores, int64_t finished_ms) {
  for (const auto& [metric, value] : scores.goals) {
    GF_RETURN_IF_ERROR(
        impl_->database->Execute("insert_trial_goal", study, scores.trial, metric, value));
  }
  return impl_->Change(TrialText(study, scores.trial), "finish_trial", study, scores.trial,
                       std::string(Name(scores.state)), scores.reason, scores.mean_score,
                       scores.std_score, scores.std_error, scores.mean_train_score,
                       scores.mean_fit_seconds, scores.mean_score_seconds, finished_ms,
                       scores.violation);
}

Status Store::ReopenTrial(int64_t study, int64_t trial) {
  GF_RETURN_IF_ERROR(impl_->database->Execute("delete_trial_goals", study, trial));
  return impl_->Change(TrialText(study, trial), "reopen_trial", study, trial);
}

StatusOr<std::vector<OpenTrial>> Store::LoadOpenTrials(int64_t study) {
  GF_ASSIGN_OR_RETURN(std::vector<OpenTrial> trials,
                      OpenTrialsWithoutCells(*impl_->database, study));
  GF_RETURN_IF_ERROR(AddParameters(*impl_->database, study, trials));
  GF_RETURN_IF_ERROR(AddCells(*impl_->database, study, trials));
  GF_RETURN_IF_ERROR(AddMetrics(*impl_->database, study, trials));
  return trials;
}

StatusOr<std::vector<StoredTrial>> Store::LoadTrials(int64_t study) {
  Cursor row = impl_->database->Select("load_trials", study);
  std::vector<StoredTrial> trials;
  while (row.Next()) {
    // One row for each parameter, and one for a trial without any.
    if (trials.empty() || trials.back().number != row.Int(5)) {
      StoredTrial& trial = trials.emplace_back();
      trial.number = row.Int(5);
      GF_ASSIGN_OR_RETURN(trial.state, StateFromText<TrialState>(row.Text(6)));
      trial.mean_score = row.OptionalDouble(7);
    }
    GF_RETURN_IF_ERROR(Annotate(AddParameter(row, 0, trials.back().parameters),
                                TrialText(study, trials.back().number)));
  }
  GF_RETURN_IF_ERROR(row.status());
  return trials;
}

StatusOr<std::vector<uint64_t>> Store::LoadFingerprints(int64_t study) {
  Cursor row = impl_->database->Select("load_fingerprints", study);
  std::vector<uint64_t> fingerprints;
  while (row.Next()) fingerprints.push_back(std::bit_cast<uint64_t>(row.Int(0)));
  GF_RETURN_IF_ERROR(row.status());
  return fingerprints;
}

StatusOr<Store::Counts> Store::CountTrials(int64_t study) {
  Counts counts;
  Cursor row = impl_->database->Select("count_trials", study);
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(const TrialState state, StateFromText<TrialState>(row.Text(0)));
    counts.by_state[static_cast<size_t>(state)] = row.Int(1);
  }
  GF_RETURN_IF_ERROR(row.status());
  Cursor cells = impl_->database->Select("count_cells", study);
  if (cells.Next()) counts.cells_done = cells.Int(0);
  GF_RETURN_IF_ERROR(cells.status());
  return counts;
}

StatusOr<std::vector<Store::RankedTrial>> Store::BestTrials(int64_t study, bool maximize,
                                                            int64_t count) {
  std::vector<RankedTrial> best;
  // A negative LIMIT would be none at all.
  Cursor row = impl_->database->Select(maximize ? "best_trials_maximize" : "best_trials_minimize",
                                       study, std::max<int64_t>(count, 0));
  while (row.Next()) {
    RankedTrial& trial = best.emplace_back();
    trial.trial = row.Int(0);
    trial.mean_score = row.Double(1);
    Cursor parameter = impl_->database->Select("load_trial_params", study, trial.trial);
    while (parameter.Next()) {
      GF_RETURN_IF_ERROR(
          Annotate(AddParameter(parameter, 0, trial.parameters), TrialText(study, trial.trial)));
    }
    GF_RETURN_IF_ERROR(parameter.status());
  }
  GF_RETURN_IF_ERROR(row.status());
  return best;
}

StatusOr<std::vector<int64_t>> Store::TrialsInState(int64_t study, TrialState state) {
  Cursor row = impl_->database->Select("trials_in_state", study, std::string(Name(state)));
  std::vector<int64_t> trials;
  while (row.Next()) trials.push_back(row.Int(0));
  GF_RETURN_IF_ERROR(row.status());
  return trials;
}

}  // namespace gridfold
