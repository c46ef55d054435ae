#include "coordinator/store/store.h"

#include "common/base/fingerprint.h"
#include "coordinator/store/migrate.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

// Readers go on while the writer writes, and a commit is on the disk when it returns.
Status ConfigureJournal(Database& database, const std::string& path) {
  std::string mode;
  {
    Cursor row = database.SelectSql("PRAGMA journal_mode = WAL");
    if (row.Next()) mode = row.Text(0);
    GF_RETURN_IF_ERROR(Annotate(row.status(), path));
  }
  if (mode != "wal" && mode != "memory") {
    return FailedPrecondition(
        "database {}: expected journal mode wal, found {}: is it on a local disk?", path, mode);
  }
  return database.ExecuteScript(path, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
}

Status Prepare(Database& database, const std::string& path) {
  // A foreign file is refused before anything in it changes.
  GF_RETURN_IF_ERROR(ReadSchemaVersion(database, path).status());
  GF_RETURN_IF_ERROR(RequireIntegrity(database, path));
  GF_RETURN_IF_ERROR(ConfigureJournal(database, path));
  GF_RETURN_IF_ERROR(Migrate(database, path, Migrations()));
  return CreateViews(database);
}

}  // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  if (path != ":memory:") {
    GF_ASSIGN_OR_RETURN(impl->lock, LockFile::Acquire(path));
  }
  GF_ASSIGN_OR_RETURN(impl->database, Database::Open(path, Database::Access::kReadWrite));
  GF_RETURN_IF_ERROR(Prepare(*impl->database, path));
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Status Store::Begin() { return impl_->database->ExecuteScript("begin", "BEGIN IMMEDIATE"); }

Status Store::Commit() { return impl_->database->ExecuteScript("commit", "COMMIT"); }

void Store::Rollback() {
  // SQLite rolls back by itself after some errors; there is nothing to do then.
  if (!impl_->database->InTransaction()) return;
  impl_->database->ExecuteScript("rollback", "ROLLBACK").IgnoreError();
}

Status Store::PutArtifact(int64_t study, int64_t trial, const std::string& kind,
                          const std::string& sha256, int64_t bytes, int64_t created_ms) {
  if (!IsSha256Hex(sha256)) {
    return InvalidArgument("artifact: expected a SHA-256 in hexadecimal, found '{}'", sha256);
  }
  return impl_->database->Execute("put_artifact", study, trial, kind, sha256, bytes, created_ms);
}

StatusOr<std::string> Store::FindArtifact(int64_t study, int64_t trial, const std::string& kind) {
  Cursor row = impl_->database->Select("find_artifact", study, trial, kind);
  std::string sha256;
  if (row.Next()) sha256 = row.Text(0);
  GF_RETURN_IF_ERROR(row.status());
  return sha256;
}

Status Store::PutWorker(const std::string& name, const std::string& host, int64_t slots,
                        const std::string& version, int64_t now_ms) {
  return impl_->database->Execute("put_worker", name, host, slots, version, now_ms);
}

Status Store::SetWorkerSeen(const std::string& name, const std::string& state, int64_t now_ms) {
  return impl_->Change(fmt::format("worker '{}'", name), "set_worker_seen", name, state, now_ms);
}

Status Store::InsertEvent(int64_t at_ms, std::optional<int64_t> study, std::optional<int64_t> trial,
                          const std::string& level, const std::string& message) {
  return impl_->database->Execute("insert_event", at_ms, study, trial, level, message);
}

}  // namespace gridfold
