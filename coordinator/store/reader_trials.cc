// StoreReader: trials, one by one and in lists.
#include <algorithm>
#include <limits>

#include "common/spec/trial_filter.h"
#include "coordinator/store/columns.h"
#include "coordinator/store/reader_impl.h"

namespace gridfold {
namespace {

const char* QueryOf(TrialOrder order, bool maximize) {
  if (order == TrialOrder::kNumber) return "read_trials";
  return maximize ? "read_trials_best_first_maximize" : "read_trials_best_first_minimize";
}

Status FillGoals(Database& database, const StudyHead& study, TrialSummary& trial) {
  Cursor goal = database.Select("read_trial_goals", study.id, trial.number);
  while (goal.Next()) trial.goals[goal.Text(0)] = goal.Double(1);
  return goal.status();
}

// The trials from `offset` on that match, at most `limit` (-1: all), without fold scores. Only
// those are kept; the others are seen one at a time.
StatusOr<std::vector<TrialSummary>> Matching(Database& database, const StudyHead& study,
                                             const TrialQuery& query, const TrialFilter& filter,
                                             const RankTable& ranks) {
  const bool filtered = !query.where.empty();
  const int64_t limit = query.limit < 0 ? std::numeric_limits<int64_t>::max() : query.limit;
  int64_t to_skip = filtered ? std::max<int64_t>(query.offset, 0) : 0;
  Cursor row =
      database.Select(QueryOf(query.order, study.maximize), study.id,
                      filtered ? int64_t{-1} : query.limit, filtered ? int64_t{0} : query.offset);
  std::vector<TrialSummary> trials;
  while (static_cast<int64_t>(trials.size()) < limit && row.Next()) {
    GF_ASSIGN_OR_RETURN(TrialSummary trial, TrialFromRow(row, ranks));
    if (filtered) GF_RETURN_IF_ERROR(FillGoals(database, study, trial));
    if (!filter.Matches(trial)) continue;
    if (to_skip-- > 0) continue;
    trials.push_back(std::move(trial));
  }
  GF_RETURN_IF_ERROR(row.status());
  return trials;
}

StatusOr<CellResult> CellFromRow(const Cursor& row) {
  CellResult cell;
  cell.trial = row.Int(0);
  cell.fold = static_cast<int>(row.Int(1));
  GF_ASSIGN_OR_RETURN(cell.state, StateFromText<CellState>(row.Text(2)));
  cell.reason = row.Text(3);
  cell.test_score = row.Double(4);
  cell.train_score = row.OptionalDouble(5);
  cell.fit_seconds = row.Double(6);
  cell.score_seconds = row.Double(7);
  if (!row.IsNull(8)) {
    GF_ASSIGN_OR_RETURN(cell.confusion, ConfusionFromJson(row.Text(8)));
  }
  GF_ASSIGN_OR_RETURN(cell.predictions, PredictionsFromBytes(row.Bytes(9)));
  return cell;
}

Status AddCells(Database& database, int64_t study, TrialDetail& detail) {
  const int64_t trial = detail.summary.number;
  Cursor row = database.Select("read_cells", study, trial);
  while (row.Next()) {
    auto cell = CellFromRow(row);
    if (!cell.ok()) return Annotate(cell.status(), fmt::format("trial {}", trial));
    detail.cells.push_back(*std::move(cell));
  }
  GF_RETURN_IF_ERROR(row.status());
  Cursor metric = database.Select("read_metrics", study, trial);
  while (metric.Next()) {
    for (CellResult& cell : detail.cells) {
      if (cell.fold == metric.Int(0)) cell.metrics[metric.Text(1)] = metric.Double(2);
    }
  }
  return metric.status();
}

Status AddCurves(Database& database, int64_t study, TrialDetail& detail) {
  Cursor row = database.Select("read_curves", study, detail.summary.number);
  while (row.Next()) {
    detail.curves.push_back(
        {static_cast<int>(row.Int(0)), {row.Int(2), row.Text(1), row.Double(3)}});
  }
  return row.status();
}

Status AddAttempts(Database& database, int64_t study, TrialDetail& detail) {
  Cursor row = database.Select("read_attempts", study, detail.summary.number);
  while (row.Next()) {
    AttemptSummary& attempt = detail.attempts.emplace_back();
    attempt.job = row.Int(0);
    attempt.attempt = row.Int(1);
    attempt.fold = static_cast<int>(row.Int(2));
    attempt.worker = row.Text(3);
    attempt.started_ms = row.Int(4);
    attempt.ended_ms = row.OptionalInt(5);
    if (!row.IsNull(6)) {
      GF_ASSIGN_OR_RETURN(attempt.end, StateFromText<AttemptEnd>(row.Text(6)));
    }
    attempt.message = row.Text(7);
  }
  return row.status();
}

}  // namespace

StatusOr<RankTable> RankTable::Load(Database& database, const StudyHead& study) {
  RankTable table;
  table.maximize_ = study.maximize;
  Cursor row = database.Select("read_scores", study.id);
  while (row.Next()) table.ascending_.push_back(row.Double(0));
  GF_RETURN_IF_ERROR(row.status());
  return table;
}

int64_t RankTable::RankOf(double score) const {
  const auto begin = ascending_.begin(), end = ascending_.end();
  return 1 + (maximize_ ? end - std::upper_bound(begin, end, score)
                        : std::lower_bound(begin, end, score) - begin);
}

StatusOr<TrialSummary> TrialFromRow(const Cursor& row, const RankTable& ranks) {
  TrialSummary trial;
  trial.number = row.Int(0);
  GF_ASSIGN_OR_RETURN(trial.state, StateFromText<TrialState>(row.Text(1)));
  trial.reason = row.Text(2);
  GF_ASSIGN_OR_RETURN(trial.parameters, PointFromJson(row.Text(3)));
  trial.mean_score = row.OptionalDouble(4);
  trial.std_score = row.OptionalDouble(5);
  trial.std_error = row.OptionalDouble(6);
  trial.mean_train_score = row.OptionalDouble(7);
  trial.mean_fit_seconds = row.OptionalDouble(8);
  trial.mean_score_seconds = row.OptionalDouble(9);
  trial.violation = row.Double(10);
  if (trial.state == TrialState::kCompleted && trial.mean_score && trial.violation == 0) {
    trial.rank = ranks.RankOf(*trial.mean_score);
  }
  return trial;
}

Status FillFoldScores(Database& database, const StudyHead& study, TrialSummary& trial) {
  GF_RETURN_IF_ERROR(FillGoals(database, study, trial));
  trial.fold_scores.resize(static_cast<size_t>(study.splits));
  trial.fold_train_scores.resize(trial.fold_scores.size());
  Cursor row = database.Select("read_fold_scores", study.id, trial.number);
  while (row.Next()) {
    const int64_t fold = row.Int(0);
    if (fold < 0 || fold >= study.splits) continue;
    trial.fold_scores[static_cast<size_t>(fold)] = row.OptionalDouble(1);
    trial.fold_train_scores[static_cast<size_t>(fold)] = row.OptionalDouble(2);
  }
  return row.status();
}

StatusOr<std::vector<TrialSummary>> StoreReader::ListTrials(const std::string& study,
                                                            const TrialQuery& query) {
  Database& database = *impl_->database;
  const Snapshot snapshot(database);
  GF_RETURN_IF_ERROR(snapshot.status());
  GF_ASSIGN_OR_RETURN(const StudyHead head, impl_->FindStudy(study));
  GF_ASSIGN_OR_RETURN(const TrialFilter filter, TrialFilter::Parse(query.where, head.metric));
  GF_ASSIGN_OR_RETURN(const RankTable ranks, RankTable::Load(database, head));
  GF_ASSIGN_OR_RETURN(std::vector<TrialSummary> trials,
                      Matching(database, head, query, filter, ranks));
  for (TrialSummary& trial : trials) {
    GF_RETURN_IF_ERROR(FillFoldScores(database, head, trial));
  }
  return trials;
}

StatusOr<TrialDetail> StoreReader::GetTrial(const std::string& study, int64_t trial) {
  Database& database = *impl_->database;
  const Snapshot snapshot(database);
  GF_RETURN_IF_ERROR(snapshot.status());
  GF_ASSIGN_OR_RETURN(const StudyHead head, impl_->FindStudy(study));
  GF_ASSIGN_OR_RETURN(const RankTable ranks, RankTable::Load(database, head));
  Cursor row = database.Select("read_trial", head.id, trial);
  if (!row.Next()) {
    GF_RETURN_IF_ERROR(row.status());
    return NotFound("study '{}' has no trial {}", study, trial);
  }
  TrialDetail detail;
  GF_ASSIGN_OR_RETURN(detail.summary, TrialFromRow(row, ranks));
  Cursor parameter = database.Select("load_trial_params", head.id, trial);
  while (parameter.Next()) GF_RETURN_IF_ERROR(AddParameter(parameter, 0, detail.parameters));
  GF_RETURN_IF_ERROR(parameter.status());
  GF_RETURN_IF_ERROR(FillFoldScores(database, head, detail.summary));
  GF_RETURN_IF_ERROR(AddCells(database, head.id, detail));
  GF_RETURN_IF_ERROR(AddCurves(database, head.id, detail));
  GF_RETURN_IF_ERROR(AddAttempts(database, head.id, detail));
  return detail;
}

}  // namespace gridfold
