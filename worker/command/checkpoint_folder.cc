#include "worker/command/checkpoint_folder.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "common/base/file.h"
#include "common/data/zip.h"
#include "common/spec/scalar.h"

namespace gridfold {
namespace {

constexpr int64_t kBytesMax = int64_t{1} << 30;
constexpr size_t kFilesMax = 1'000;

// Regular files alone: a link might lead anywhere.
StatusOr<std::vector<std::string>> FilesIn(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (entry->is_symlink(error) || !entry->is_regular_file(error) || !IsPlainName(name)) continue;
    names.push_back(name);
  }
  if (error) return Internal("cannot list {}: {}", folder.string(), error.message());
  if (names.size() > kFilesMax) {
    return ResourceExhausted("{}: expected at most {} files, found {}", folder.string(), kFilesMax,
                             names.size());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

StatusOr<std::string> PackFolder(const std::filesystem::path& folder) {
  GF_ASSIGN_OR_RETURN(const std::vector<std::string> names, FilesIn(folder));
  ZipWriter zip;
  int64_t left = kBytesMax;
  for (const std::string& name : names) {
    const StatusOr<std::string> bytes = ReadFile(folder / name, left);
    // The program goes on meanwhile, and replaces files by others.
    if (absl::IsNotFound(bytes.status())) continue;
    GF_RETURN_IF_ERROR(bytes.status());
    left -= static_cast<int64_t>(bytes->size());
    GF_RETURN_IF_ERROR(zip.Add(name, *bytes));
  }
  return zip.Finish();
}

Status UnpackFolder(const std::string& bytes, const std::filesystem::path& folder) {
  GF_ASSIGN_OR_RETURN(const ZipReader zip, ZipReader::Open(bytes, "checkpoint"));
  for (const std::string& name : zip.Names()) {
    if (!IsPlainName(name)) return DataLoss("checkpoint: found a file named {}", Quote(name));
    GF_ASSIGN_OR_RETURN(const std::string file, zip.Read(name, kBytesMax));
    GF_RETURN_IF_ERROR(WriteFileAtomically(folder / name, file));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
