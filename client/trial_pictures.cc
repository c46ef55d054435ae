#include "client/trial_pictures.h"

#include "client/mistake_pictures.h"
#include "client/mistakes.h"
#include "client/study_data.h"
#include "coordinator/report/class_scores.h"
#include "coordinator/report/confusion_chart.h"
#include "coordinator/report/study_spec.h"

namespace gridfold {
namespace {

Status AddConfusion(const StudySummary& study, const TrialDetail& trial, PictureFolder& folder) {
  const std::vector<std::string> classes = report::ClassNames(study, trial.cells);
  const std::string caption =
      fmt::format("{}, trial {}: validation rows", study.name, trial.summary.number);
  return folder.AddChart(
      "confusion",
      report::DrawConfusion(report::SumConfusion(trial.cells, classes.size()), classes, caption),
      "confusion matrix of the validation rows, over all folds");
}

}  // namespace

Status AddTrialPictures(StudyView& view, const StudySummary& study, const TrialDetail& trial,
                        PictureFolder& folder) {
  GF_RETURN_IF_ERROR(AddConfusion(study, trial, folder));
  GF_ASSIGN_OR_RETURN(const DataSet data, FetchStudyData(view, study));
  if (!data.shape) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(const StudySpec spec, report::SpecOf(study));
  GF_ASSIGN_OR_RETURN(const std::vector<Split> splits,
                      MakeSplits(data.train_labels(), data.classes, spec.cv));
  const auto classes = FindMistakes(data, splits, trial.cells);
  if (!classes.ok()) {
    return Annotate(classes.status(), fmt::format("trial {}", trial.summary.number));
  }
  return AddMistakePictures(data, *classes, folder);
}

}  // namespace gridfold
