#include "client/database.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "client/text.h"
#include "common/base/fingerprint.h"
#include "coordinator/store/reader.h"

namespace gridfold {
namespace {

namespace fs = std::filesystem;

// Other processes may write meanwhile; each step holds the lock only for these pages.
constexpr int kPagesPerStep = 1024;
constexpr int kBusyMs = 30'000;

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

StatusOr<Connection> OpenFile(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Connection connection(raw, &sqlite3_close);
  if (code != SQLITE_OK) {
    return FailedPrecondition("cannot open {}: {}", path, sqlite3_errstr(code));
  }
  sqlite3_busy_timeout(raw, kBusyMs);
  return connection;
}

Status CopyPages(const std::string& from, const std::string& to) {
  GF_ASSIGN_OR_RETURN(const Connection source, OpenFile(from, SQLITE_OPEN_READONLY));
  GF_ASSIGN_OR_RETURN(const Connection copy,
                      OpenFile(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  sqlite3_backup* backup = sqlite3_backup_init(copy.get(), "main", source.get(), "main");
  if (backup == nullptr) return Internal("cannot copy {}: {}", from, sqlite3_errmsg(copy.get()));
  int code = SQLITE_OK;
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    code = sqlite3_backup_step(backup, kPagesPerStep);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(50);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE && finished == SQLITE_OK) return absl::OkStatus();
  const char* message = sqlite3_errstr(code == SQLITE_DONE ? finished : code);
  if (code == SQLITE_FULL || finished == SQLITE_FULL) {
    return ResourceExhausted("cannot write {}: {}", to, message);
  }
  return DataLoss("cannot copy {} to {}: {}", from, to, message);
}

Status FileError(const fs::path& path, const std::error_code& error) {
  return Internal("{}: {}", path.string(), error.message());
}

// Blobs never change, so those already there are right.
StatusOr<int64_t> CopyBlobs(const fs::path& from, const fs::path& to) {
  int64_t copied = 0;
  std::error_code error;
  if (!fs::is_directory(from, error)) return copied;
  fs::create_directories(to, error);
  if (error) return FileError(to, error);
  fs::directory_iterator entries(from, error);
  if (error) return FileError(from, error);
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (!IsSha256Hex(name) || fs::exists(to / name, error)) continue;
    const fs::path partial = to / (name + ".part");
    fs::copy_file(entry.path(), partial, fs::copy_options::overwrite_existing, error);
    if (!error) fs::rename(partial, to / name, error);
    if (error) return FileError(to / name, error);
    ++copied;
  }
  return copied;
}

}  // namespace

Status CheckDatabaseFile(const std::string& db, Console& console) {
  std::error_code ignored;
  if (!fs::exists(db, ignored)) return NotFound("no database {}", db);
  GF_ASSIGN_OR_RETURN(const std::vector<std::string> findings, CheckDatabase(db));
  for (const std::string& finding : findings) console.out << SafeText(finding) << "\n";
  if (!findings.empty()) return DataLoss("{}: {} findings", db, findings.size());
  console.out << db << ": no findings\n";
  return absl::OkStatus();
}

Status BackUpDatabase(const std::string& db, const std::string& destination, Console& console) {
  std::error_code error;
  if (!fs::exists(db, error)) return NotFound("no database {}", db);
  if (fs::exists(destination, error)) {
    return AlreadyExists("{} exists; a backup does not replace files", destination);
  }
  // A reader proves that it is a database of ours before anything is written.
  GF_RETURN_IF_ERROR(StoreReader::Open(db).status());
  const std::string partial = destination + ".part";
  fs::remove(partial, error);
  Status status = CopyPages(db, partial);
  if (status.ok()) {
    // The database before its blobs: whatever it names was there when it was copied.
    const StatusOr<int64_t> blobs = CopyBlobs(db + ".artifacts", destination + ".artifacts");
    status = blobs.status();
    if (status.ok()) fs::rename(partial, destination, error);
    if (status.ok() && error) status = FileError(destination, error);
    if (status.ok()) console.out << destination << ": database and " << *blobs << " artifacts\n";
  }
  if (!status.ok()) fs::remove(partial, error);
  return status;
}

}  // namespace gridfold
