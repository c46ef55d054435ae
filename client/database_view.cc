#include "client/database_view.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include "common/base/blob_store.h"

namespace gridfold {

StatusOr<std::unique_ptr<StudyView>> DatabaseView::Open(const std::string& db) {
  std::error_code ignored;
  if (!std::filesystem::exists(db, ignored)) return NotFound("no database {}", db);
  GF_ASSIGN_OR_RETURN(std::unique_ptr<StoreReader> reader, StoreReader::Open(db));
  return std::unique_ptr<StudyView>(new DatabaseView(db, std::move(reader)));
}

StatusOr<std::vector<StudySummary>> DatabaseView::ListStudies() { return reader_->ListStudies(); }

StatusOr<StudySummary> DatabaseView::GetStudy(const std::string& study) {
  return reader_->GetStudy(study);
}

StatusOr<std::vector<TrialSummary>> DatabaseView::ListTrials(const std::string& study,
                                                             const TrialRequest& request) {
  return reader_->ListTrials(study, {request.order, request.where, 0, request.limit});
}

StatusOr<TrialDetail> DatabaseView::GetTrial(const std::string& study, int64_t trial) {
  return reader_->GetTrial(study, trial);
}

StatusOr<std::string> DatabaseView::FetchArtifact(const std::string& sha256) {
  const std::string folder = db_ + ".artifacts";
  std::error_code ignored;
  // Opening a blob store creates its folder, which reading must not do.
  if (!std::filesystem::is_directory(folder, ignored)) return NotFound("no folder {}", folder);
  GF_ASSIGN_OR_RETURN(const BlobStore blobs, BlobStore::Open(folder));
  return blobs.Get(sha256);
}

StatusOr<StudySummary> DatabaseView::WatchStudy(const std::string& study,
                                                const OnSnapshot& on_snapshot) {
  while (true) {
    GF_ASSIGN_OR_RETURN(const StudySummary snapshot, reader_->GetStudy(study));
    on_snapshot(snapshot);
    if (IsFinal(snapshot.state)) return snapshot;
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace gridfold
