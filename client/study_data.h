// The data set that a study was made with.
#pragma once

#include "client/study_view.h"
#include "common/data/data_set.h"

namespace gridfold {

// From the artifacts. NotFound when it is no longer there, FailedPrecondition when it is not known
// which one it is, DataLoss when it is damaged.
StatusOr<DataSet> FetchStudyData(StudyView& view, const StudySummary& study);

}  // namespace gridfold
