// `trial --pictures`: what a trial got wrong.
#pragma once

#include "client/picture_folder.h"
#include "client/study_view.h"

namespace gridfold {

// The chart `confusion` over all folds, and, when rows are pictures, the wrongly classified
// validation pictures of each class by their rows (mistake_pictures.h). They come from the stored
// predictions, the study's data set among the artifacts and the spec's folds; nothing is trained.
//
// NotFound when the data set is no longer there; FailedPrecondition when the trial has no
// predictions; DataLoss when these do not fit together.
Status AddTrialPictures(StudyView& view, const StudySummary& study, const TrialDetail& trial,
                        PictureFolder& folder);

}  // namespace gridfold
