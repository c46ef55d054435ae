#include "worker/run/data_source.h"

#include <utility>

#include "common/base/log.h"

namespace gridfold {

StatusOr<std::string> DataSource::LoadBytes(const std::string& hash) {
  StatusOr<std::string> kept = blobs_.Get(hash);
  if (kept.ok()) return kept;
  if (kept.status().code() == absl::StatusCode::kDataLoss) {
    spdlog::warn("{}", Message(kept.status()));
  }
  GF_ASSIGN_OR_RETURN(std::string bytes, link_->FetchBlob(hash));
  GF_RETURN_IF_ERROR(blobs_.Put(bytes).status());
  return bytes;
}

StatusOr<std::shared_ptr<const DataSet>> DataSource::Load(const std::string& hash) {
  GF_ASSIGN_OR_RETURN(const std::string bytes, LoadBytes(hash));
  GF_ASSIGN_OR_RETURN(DataSet data, ParseDataSet(bytes));
  return std::make_shared<const DataSet>(std::move(data));
}

}  // namespace gridfold
