// Store: how far trials came in studies that prune.
#include <algorithm>

#include "coordinator/store/columns.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

// The trial of a row; rows name only trials of the list, whose place is their number.
StatusOr<StagedTrial*> TrialAt(std::vector<StagedTrial>& trials, int64_t number) {
  if (number >= 0 && number < static_cast<int64_t>(trials.size())) {
    return &trials[static_cast<size_t>(number)];
  }
  return DataLoss("trial {} has results and is not there", number);
}

Status AddResults(Database& database, int64_t study, bool predictions,
                  std::vector<StagedTrial>& trials) {
  Cursor row = database.Select("load_stage_results", study, predictions);
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(StagedTrial* const trial, TrialAt(trials, row.Int(0)));
    StagedResult& result = trial->results.emplace_back();
    result.fold = static_cast<int>(row.Int(1));
    GF_ASSIGN_OR_RETURN(const CellState state, StateFromText<CellState>(row.Text(2)));
    if (state == CellState::kCompleted) result.score = row.OptionalDouble(3);
    if (!row.IsNull(4)) {
      GF_ASSIGN_OR_RETURN(result.predictions, PredictionsFromBytes(row.Text(4)));
    }
  }
  return row.status();
}

// `number`: empty for the score.
Status AddInterim(Database& database, int64_t study, const std::string& number,
                  std::vector<StagedTrial>& trials) {
  const std::string curve = number.empty() ? kInterimScore : InterimName(number);
  Cursor row = database.Select("load_interim_scores", study, curve);
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(StagedTrial* const trial, TrialAt(trials, row.Int(0)));
    trial->interim.push_back({static_cast<int>(row.Int(1)), row.Int(2), row.Double(3), number});
  }
  return row.status();
}

Status AddNumber(Database& database, int64_t study, const std::string& number,
                 std::vector<StagedTrial>& trials) {
  Cursor row = database.Select("load_stage_numbers", study, number);
  while (row.Next()) {
    GF_ASSIGN_OR_RETURN(StagedTrial* const trial, TrialAt(trials, row.Int(0)));
    for (StagedResult& result : trial->results) {
      if (result.fold == row.Int(1)) result.numbers[number] = row.Double(2);
    }
  }
  return row.status();
}

}  // namespace

Status Store::SetTrialStage(int64_t study, int64_t trial, size_t stage) {
  return impl_->Change(fmt::format("trial {} of study {}", trial, study), "set_trial_stage", study,
                       trial, static_cast<int64_t>(stage));
}

StatusOr<std::vector<StagedTrial>> Store::LoadStages(int64_t study, bool predictions,
                                                     const std::vector<std::string>& numbers) {
  std::vector<StagedTrial> trials;
  Cursor row = impl_->database->Select("load_stages", study);
  while (row.Next()) {
    if (row.Int(0) != static_cast<int64_t>(trials.size())) {
      return DataLoss("trial {}: expected number {}", row.Int(0), trials.size());
    }
    StagedTrial& trial = trials.emplace_back();
    GF_ASSIGN_OR_RETURN(trial.state, StateFromText<TrialState>(row.Text(1)));
    trial.stage = static_cast<size_t>(std::max<int64_t>(0, row.Int(2)));
  }
  GF_RETURN_IF_ERROR(row.status());
  GF_RETURN_IF_ERROR(AddResults(*impl_->database, study, predictions, trials));
  for (const std::string& number : numbers) {
    GF_RETURN_IF_ERROR(AddNumber(*impl_->database, study, number, trials));
    GF_RETURN_IF_ERROR(AddInterim(*impl_->database, study, number, trials));
  }
  GF_RETURN_IF_ERROR(AddInterim(*impl_->database, study, "", trials));
  return trials;
}

StatusOr<std::vector<CellJob>> Store::LoadOpenCells(int64_t study) {
  Cursor row = impl_->database->Select("load_open_cells", study);
  std::vector<CellJob> cells;
  while (row.Next()) {
    cells.push_back({row.Int(0), static_cast<int>(row.Int(1)), row.Int(2), row.Int(3)});
  }
  GF_RETURN_IF_ERROR(row.status());
  return cells;
}

}  // namespace gridfold
