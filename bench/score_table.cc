#include "bench/score_table.h"

#include <utility>

#include "common/spec/prune_reader.h"
#include "common/spec/spec_reader.h"
#include "coordinator/store/reader.h"

namespace gridfold {
namespace {

// Of a trial with all folds completed; else empty.
std::vector<FoldScores> FoldsOf(const TrialDetail& detail, size_t splits) {
  std::vector<FoldScores> folds(splits);
  if (detail.summary.state != TrialState::kCompleted || detail.cells.size() != splits) return {};
  for (const CellResult& cell : detail.cells) {
    FoldScores& fold = folds.at(static_cast<size_t>(cell.fold));
    fold.score = cell.test_score;
    fold.predictions = cell.predictions;
  }
  for (const TrialCurvePoint& point : detail.curves) {
    if (point.point.metric != "val_accuracy" || point.point.epoch < 1) continue;
    std::vector<double>& epochs = folds.at(static_cast<size_t>(point.fold)).epochs;
    if (epochs.size() < static_cast<size_t>(point.point.epoch)) {
      epochs.resize(static_cast<size_t>(point.point.epoch));
    }
    epochs[static_cast<size_t>(point.point.epoch) - 1] = point.point.value;
  }
  return folds;
}

}  // namespace

StatusOr<ScoreTable> LoadScoreTable(const std::string& file, const std::string& name,
                                    const std::vector<std::string>& overrides) {
  GF_ASSIGN_OR_RETURN(const auto reader, StoreReader::Open(file));
  GF_ASSIGN_OR_RETURN(const StudySummary summary, reader->GetStudy(name));
  std::vector<std::string> all = summary.spec_overrides;
  all.insert(all.end(), overrides.begin(), overrides.end());
  GF_ASSIGN_OR_RETURN(ReadResult read, ReadStudy({summary.spec_text, name, "", all}));
  ScoreTable table{std::move(read.study), {}, 1};
  const bool by_epochs = table.study.prune.rule != PruneRule::kRace;
  if (by_epochs && table.study.metric.name != "accuracy") {
    return InvalidArgument("{}: expected metric accuracy, whose curves are kept, found {}", name,
                           table.study.metric.name);
  }
  const std::optional<int64_t> epochs = EpochsOfStudy(table.study);
  if (by_epochs) table.epochs = epochs.value_or(1);
  GF_ASSIGN_OR_RETURN(const auto trials, reader->ListTrials(name, {}));
  for (const TrialSummary& trial : trials) {
    GF_ASSIGN_OR_RETURN(const TrialDetail detail, reader->GetTrial(name, trial.number));
    std::vector<FoldScores> folds = FoldsOf(detail, static_cast<size_t>(summary.splits));
    if (folds.empty()) continue;
    const auto length = static_cast<int64_t>(folds.front().epochs.size());
    if (!by_epochs || length == table.epochs) table.trials.push_back(std::move(folds));
  }
  if (table.trials.empty()) {
    return InvalidArgument("{}: expected completed trials of {} epochs with curves, found none",
                           name, table.epochs);
  }
  return table;
}

}  // namespace gridfold
