// Studies in a database file, read-only, without a coordinator.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/study_view.h"

namespace gridfold {

class DatabaseView final : public StudyView {
 public:
  // NotFound when there is no such file; else as StoreReader::Open.
  static StatusOr<std::unique_ptr<StudyView>> Open(const std::string& db);

  StatusOr<std::vector<StudySummary>> ListStudies() override;
  StatusOr<StudySummary> GetStudy(const std::string& study) override;
  StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& study,
                                                 const TrialRequest& request) override;
  StatusOr<TrialDetail> GetTrial(const std::string& study, int64_t trial) override;
  // From `<db>.artifacts`.
  StatusOr<std::string> FetchArtifact(const std::string& sha256) override;
  // Looks once a second.
  StatusOr<StudySummary> WatchStudy(const std::string& study,
                                    const OnSnapshot& on_snapshot) override;

 private:
  DatabaseView(std::string db, std::unique_ptr<StoreReader> reader)
      : db_(std::move(db)), reader_(std::move(reader)) {}

  std::string db_;
  std::unique_ptr<StoreReader> reader_;
};

}  // namespace gridfold
