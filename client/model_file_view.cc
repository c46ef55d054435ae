#include "client/model_file_view.h"

#include <utility>
#include <vector>

#include "common/base/file.h"

namespace gridfold {
namespace {

constexpr int64_t kModelBytesMax = int64_t{16} << 30;

class ModelFileView final : public StudyView {
 public:
  ModelFileView(std::string path, std::string bytes) : bytes_(std::move(bytes)) {
    study_.name = std::move(path);
    RefitSummary& refit = study_.refits.emplace_back();
    refit.model_hash = study_.name;
    refit.model_bytes = static_cast<int64_t>(bytes_.size());
  }

  StatusOr<std::vector<StudySummary>> ListStudies() override { return std::vector{study_}; }
  StatusOr<StudySummary> GetStudy(const std::string& /*study*/) override { return study_; }
  StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& /*study*/,
                                                 const TrialRequest& /*request*/) override {
    return NoTrials();
  }
  StatusOr<TrialDetail> GetTrial(const std::string& /*study*/, int64_t /*trial*/) override {
    return NoTrials();
  }
  StatusOr<std::string> FetchArtifact(const std::string& /*sha256*/) override { return bytes_; }
  StatusOr<StudySummary> WatchStudy(const std::string& /*study*/,
                                    const OnSnapshot& /*on_snapshot*/) override {
    return study_;
  }

 private:
  Status NoTrials() const { return NotFound("{}: a model file has no trials", study_.name); }

  StudySummary study_;
  std::string bytes_;
};

}  // namespace

bool IsModelFileName(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".gfm");
}

StatusOr<std::unique_ptr<StudyView>> OpenModelFile(const std::string& path) {
  GF_ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, kModelBytesMax));
  return std::unique_ptr<StudyView>(new ModelFileView(path, std::move(bytes)));
}

}  // namespace gridfold
