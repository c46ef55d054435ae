// A folder of immutable blobs, each named by the SHA-256 of its bytes: data sets, checkpoints and
// models. A coordinator keeps one beside its database (`<file>.artifacts/`), a worker one as its
// cache; the layout is the same, so both may share a folder on one machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// Thread-safe; several processes may use one folder at once, as blobs never change.
class BlobStore {
 public:
  // Creates the folder when it is missing.
  static StatusOr<BlobStore> Open(const std::filesystem::path& folder);

  // Stores the bytes (temporary name, fsync, rename) and returns their hash. Cheap when present.
  StatusOr<std::string> Put(std::string_view bytes) const;
  bool Has(const std::string& hash) const;
  // The blob's bytes, verified. NotFound when absent; DataLoss when they do not match the hash
  // (the file is moved aside as `<hash>.corrupt`, so that it is fetched anew).
  StatusOr<std::string> Get(const std::string& hash) const;
  // At most `bytes_max` bytes from `offset`, not verified: for sending in chunks.
  StatusOr<std::string> ReadChunk(const std::string& hash, int64_t offset, int64_t bytes_max) const;
  StatusOr<int64_t> Size(const std::string& hash) const;
  // No blob of this name any more; nothing when there is none.
  void Remove(const std::string& hash) const;
  // The blobs written at least `seconds` ago.
  std::vector<std::string> OlderThan(int64_t seconds) const;
  // Where the blob lies. `hash` must satisfy IsSha256Hex.
  std::filesystem::path PathOf(const std::string& hash) const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  explicit BlobStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace gridfold
