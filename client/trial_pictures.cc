#include "client/trial_pictures.h"

#include <algorithm>

#include "client/data_pictures.h"
#include "client/mistakes.h"
#include "client/row_picture.h"
#include "client/study_data.h"
#include "common/picture/montage.h"
#include "coordinator/report/class_scores.h"
#include "coordinator/report/confusion_chart.h"
#include "coordinator/report/study_spec.h"

namespace gridfold {
namespace {

constexpr size_t kPerRow = 10, kMistakesMax = 100;
constexpr int64_t kSide = 64;

Status AddConfusion(const StudySummary& study, const TrialDetail& trial, PictureFolder& folder) {
  const std::vector<std::string> classes = report::ClassNames(study, trial.cells);
  const std::string caption =
      fmt::format("{}, trial {}: validation rows", study.name, trial.summary.number);
  return folder.AddChart(
      "confusion",
      report::DrawConfusion(report::SumConfusion(trial.cells, classes.size()), classes, caption),
      "confusion matrix of the validation rows, over all folds");
}

Status AddMistakes(const DataSet& data, const std::vector<ClassMistakes>& classes,
                   PictureFolder& folder) {
  const Tones tones = TonesOfData(data);
  for (size_t c = 0; c < std::min(classes.size(), kPictureClassesMax); ++c) {
    const std::vector<Mistake>& mistakes = classes[c].mistakes;
    std::vector<Picture> pictures;
    for (size_t i = 0; i < std::min(mistakes.size(), kMistakesMax); ++i) {
      pictures.push_back(RowPicture(data, mistakes[i].row, tones));
    }
    GF_RETURN_IF_ERROR(
        folder.AddPicture("wrong-" + FileNamePart(data.classes[c], c),
                          Montage(InRows(std::move(pictures), kPerRow), kSide),
                          fmt::format("class {}: {} wrong of {} validated, taken for {}",
                                      data.classes[c], mistakes.size(), classes[c].validated,
                                      PredictedInstead(mistakes, data.classes))));
  }
  return absl::OkStatus();
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
  return AddMistakes(data, *classes, folder);
}

}  // namespace gridfold
