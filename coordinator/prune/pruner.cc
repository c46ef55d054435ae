#include "coordinator/prune/pruner.h"

#include "common/spec/prune_reader.h"
#include "coordinator/prune/halving_pruner.h"
#include "coordinator/prune/median_pruner.h"
#include "coordinator/prune/race_pruner.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

std::unique_ptr<Pruner> MakeHalving(const StudySpec& study, bool brackets) {
  HalvingPruner::Settings settings;
  settings.eta = study.prune.eta;
  settings.min_epochs = study.prune.min_epochs;
  settings.epochs = EpochsOfStudy(study).value_or(1);
  settings.cohort = study.prune.cohort;
  settings.brackets = brackets;
  settings.folds = study.cv.SplitCount();
  settings.stage_folds =
      study.prune.folds > 0 ? static_cast<int>(study.prune.folds) : settings.folds;
  return std::make_unique<HalvingPruner>(settings);
}

std::unique_ptr<Pruner> MakeMedian(const StudySpec& study) {
  MedianPruner::Settings settings;
  settings.min_epochs = study.prune.min_epochs;
  settings.every = study.prune.every;
  settings.epochs = EpochsOfStudy(study).value_or(1);
  settings.startup = study.prune.startup;
  settings.cohort = study.prune.cohort;
  settings.folds = study.cv.SplitCount();
  return std::make_unique<MedianPruner>(settings);
}

std::unique_ptr<Pruner> MakeRace(const StudySpec& study) {
  RacePruner::Settings settings;
  settings.level = study.prune.level;
  settings.margin = study.prune.margin;
  settings.cohort = study.prune.cohort;
  settings.folds = study.cv.SplitCount();
  settings.first_folds = static_cast<int>(study.prune.first_folds);
  settings.fold_ratio = study.cv.folds > 1 ? 1.0 / (study.cv.folds - 1) : 0;
  settings.share_of_rows = study.metric.name == "accuracy" || study.metric.name == "error_rate";
  return std::make_unique<RacePruner>(settings);
}

}  // namespace

double Contender::Mean() const { return AggregateScores(merits).mean; }

std::unique_ptr<Pruner> MakePruner(const StudySpec& study) {
  switch (study.prune.rule) {
    case PruneRule::kNone:
      break;
    case PruneRule::kMedian:
      return MakeMedian(study);
    case PruneRule::kHalving:
      return MakeHalving(study, false);
    case PruneRule::kHyperband:
      return MakeHalving(study, true);
    case PruneRule::kRace:
      return MakeRace(study);
  }
  return nullptr;
}

}  // namespace gridfold
