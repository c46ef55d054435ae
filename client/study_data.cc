#include "client/study_data.h"

namespace gridfold {

StatusOr<DataSet> FetchStudyData(StudyView& view, const StudySummary& study) {
  if (study.dataset_hash.empty()) {
    return FailedPrecondition("the coordinator does not say which data set study '{}' has",
                              study.name);
  }
  const StatusOr<std::string> bytes = view.FetchArtifact(study.dataset_hash);
  if (!bytes.ok()) {
    return Annotate(bytes.status(), fmt::format("data set of study '{}'", study.name));
  }
  return ParseDataSet(*bytes);
}

}  // namespace gridfold
