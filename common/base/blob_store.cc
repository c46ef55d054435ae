#include "common/base/blob_store.h"

#include <chrono>
#include <fstream>
#include <system_error>

#include "common/base/file.h"
#include "common/base/fingerprint.h"

namespace gridfold {
namespace {
constexpr int64_t kBlobBytesMax = int64_t{64} << 30;
}

StatusOr<BlobStore> BlobStore::Open(const std::filesystem::path& folder) {
  GF_RETURN_IF_ERROR(CreateFolders(folder));
  return BlobStore(folder);
}

std::filesystem::path BlobStore::PathOf(const std::string& hash) const { return folder_ / hash; }

bool BlobStore::Has(const std::string& hash) const {
  std::error_code ignored;
  return IsSha256Hex(hash) && std::filesystem::is_regular_file(PathOf(hash), ignored);
}

StatusOr<std::string> BlobStore::Put(std::string_view bytes) const {
  std::string hash = Sha256Hex(bytes);
  if (!Has(hash)) GF_RETURN_IF_ERROR(WriteFileAtomically(PathOf(hash), bytes));
  return hash;
}

StatusOr<std::string> BlobStore::Get(const std::string& hash) const {
  if (!Has(hash)) return NotFound("no blob {} in {}", hash, folder_.string());
  GF_ASSIGN_OR_RETURN(std::string bytes, ReadFile(PathOf(hash), kBlobBytesMax));
  if (Sha256Hex(bytes) == hash) return bytes;
  std::error_code ignored;
  std::filesystem::rename(PathOf(hash), folder_ / (hash + ".corrupt"), ignored);
  return DataLoss("{}: the content does not match its hash; it was moved aside",
                  PathOf(hash).string());
}

StatusOr<int64_t> BlobStore::Size(const std::string& hash) const {
  if (!Has(hash)) return NotFound("no blob {} in {}", hash, folder_.string());
  std::error_code error;
  const auto size = std::filesystem::file_size(PathOf(hash), error);
  if (error) return Internal("cannot read {}: {}", PathOf(hash).string(), error.message());
  return static_cast<int64_t>(size);
}

void BlobStore::Remove(const std::string& hash) const {
  std::error_code ignored;
  if (IsSha256Hex(hash)) std::filesystem::remove(PathOf(hash), ignored);
}

std::vector<std::string> BlobStore::OlderThan(int64_t seconds) const {
  std::vector<std::string> hashes;
  const auto latest = std::filesystem::file_time_type::clock::now() - std::chrono::seconds(seconds);
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(entry->path(), gone);
    if (!gone && IsSha256Hex(name) && written <= latest) hashes.push_back(name);
  }
  return hashes;
}

StatusOr<std::string> BlobStore::ReadChunk(const std::string& hash, int64_t offset,
                                           int64_t bytes_max) const {
  if (!Has(hash)) return NotFound("no blob {} in {}", hash, folder_.string());
  std::ifstream file(PathOf(hash), std::ios::binary);
  file.seekg(offset);
  std::string bytes(static_cast<size_t>(bytes_max), '\0');
  file.read(bytes.data(), bytes_max);
  if (file.bad()) return Internal("cannot read {}", PathOf(hash).string());
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

}  // namespace gridfold
