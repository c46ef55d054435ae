#include "coordinator/store/migrate.h"

namespace gridfold {
namespace {

constexpr int kFindingsMax = 3;

Status NotOurs(const std::string& path, const std::string& found) {
  return FailedPrecondition("{} is not a gridfold database: {}", path, found);
}

Status TooNew(const std::string& path, int64_t found, int64_t known) {
  return FailedPrecondition(
      "database {} has schema version {}, this program knows versions up to {}: use a newer "
      "gridfold",
      path, found, known);
}

// `body` and nothing else in one transaction.
template <typename Body>
Status InTransaction(Database& database, Body body) {
  GF_RETURN_IF_ERROR(database.ExecuteScript("begin", "BEGIN IMMEDIATE"));
  Status status = body();
  if (status.ok()) status = database.ExecuteScript("commit", "COMMIT");
  if (!status.ok() && database.InTransaction()) {
    // The first error is the one to tell; closing the connection rolls back as well.
    database.ExecuteScript("rollback", "ROLLBACK").IgnoreError();
  }
  return status;
}

// The version changes in the transaction that changes the tables.
Status Apply(Database& database, const Migration& migration) {
  GF_RETURN_IF_ERROR(database.ExecuteScript(migration.file, migration.sql));
  return database.ExecuteScript(migration.file,
                                fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}",
                                            migration.version, kApplicationId));
}

}  // namespace

StatusOr<int64_t> ReadSchemaVersion(Database& database, const std::string& path) {
  const auto application = database.PragmaInt("PRAGMA application_id");
  if (application.status().code() == absl::StatusCode::kDataLoss) {
    return NotOurs(path, Message(application.status()));
  }
  GF_RETURN_IF_ERROR(application.status());
  GF_ASSIGN_OR_RETURN(const int64_t version, database.PragmaInt("PRAGMA user_version"));
  if (*application == kApplicationId) return version;
  GF_ASSIGN_OR_RETURN(const int64_t objects,
                      database.PragmaInt("SELECT COUNT(*) FROM sqlite_schema"));
  if (*application == 0 && version == 0 && objects == 0) return 0;
  return NotOurs(path, fmt::format("expected application id {:#x}, found {:#x} (another program's)",
                                   kApplicationId, *application));
}

Status RequireSchemaVersion(int64_t found, const std::string& path) {
  const int64_t known = SchemaVersion();
  if (found > known) return TooNew(path, found, known);
  if (found == known) return absl::OkStatus();
  return FailedPrecondition(
      "database {} has schema version {}, this program reads {}: let a coordinator or `gridfold "
      "run` "
      "open it once, which brings it up to date",
      path, found, known);
}

Status Migrate(Database& database, const std::string& path, std::span<const Migration> migrations) {
  GF_ASSIGN_OR_RETURN(const int64_t found, ReadSchemaVersion(database, path));
  const int64_t known = migrations.back().version;
  if (found > known) return TooNew(path, found, known);
  for (const Migration& migration : migrations) {
    if (migration.version <= found) continue;
    GF_RETURN_IF_ERROR(InTransaction(database, [&] { return Apply(database, migration); }));
  }
  return absl::OkStatus();
}

Status CreateViews(Database& database) {
  return InTransaction(database, [&] { return database.ExecuteScript("views.sql", ViewsSql()); });
}

Status RequireIntegrity(Database& database, const std::string& path) {
  Cursor row = database.SelectSql(fmt::format("PRAGMA quick_check({})", kFindingsMax));
  std::string findings;
  while (row.Next()) {
    if (row.Text(0) == "ok") continue;
    findings += (findings.empty() ? "" : "; ") + row.Text(0);
  }
  GF_RETURN_IF_ERROR(Annotate(row.status(), path));
  if (findings.empty()) return absl::OkStatus();
  return DataLoss("database {} is damaged: {}", path, findings);
}

}  // namespace gridfold
