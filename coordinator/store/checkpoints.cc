// Store: checkpoints.
#include <utility>

#include "common/base/fingerprint.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

StatusOr<std::vector<std::string>> Hashes(Cursor row) {
  std::vector<std::string> hashes;
  while (row.Next()) hashes.push_back(row.Text(0));
  GF_RETURN_IF_ERROR(row.status());
  return hashes;
}

// Those of `hashes` that no row names.
StatusOr<std::vector<std::string>> Unused(Store& store, std::vector<std::string> hashes) {
  std::vector<std::string> unused;
  for (std::string& hash : hashes) {
    GF_ASSIGN_OR_RETURN(const bool used, store.IsBlobUsed(hash));
    if (!used) unused.push_back(std::move(hash));
  }
  return unused;
}

}  // namespace

StatusOr<std::vector<std::string>> Store::PutCheckpoint(int64_t study, int64_t job,
                                                        const CheckpointFile& checkpoint,
                                                        int64_t created_ms) {
  if (!IsSha256Hex(checkpoint.sha256)) {
    return InvalidArgument("checkpoint: expected a SHA-256 in hexadecimal, found '{}'",
                           checkpoint.sha256);
  }
  GF_RETURN_IF_ERROR(impl_->database->Execute("put_checkpoint", study, job, checkpoint.epoch,
                                              checkpoint.score, checkpoint.sha256, checkpoint.bytes,
                                              created_ms));
  GF_ASSIGN_OR_RETURN(auto hashes, Hashes(impl_->database->Select("thin_checkpoints", study, job)));
  return Unused(*this, std::move(hashes));
}

StatusOr<std::vector<std::string>> Store::DropCheckpoints(int64_t study, int64_t best_trial) {
  GF_ASSIGN_OR_RETURN(auto hashes,
                      Hashes(impl_->database->Select("drop_checkpoints", study, best_trial)));
  return Unused(*this, std::move(hashes));
}

StatusOr<std::map<int64_t, std::string>> Store::LoadCheckpoints(int64_t study) {
  Cursor row = impl_->database->Select("load_checkpoints", study);
  std::map<int64_t, std::string> hashes;
  while (row.Next()) hashes[row.Int(0)] = row.Text(1);
  GF_RETURN_IF_ERROR(row.status());
  return hashes;
}

StatusOr<bool> Store::IsBlobUsed(const std::string& sha256) {
  Cursor row = impl_->database->Select("is_blob_used", sha256);
  const bool used = row.Next() && row.Int(0) != 0;
  GF_RETURN_IF_ERROR(row.status());
  return used;
}

}  // namespace gridfold
