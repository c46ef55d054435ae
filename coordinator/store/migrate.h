// Bringing a database file to this program's schema, or refusing it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "common/base/status.h"
#include "coordinator/store/sqlite.h"
#include "sql/schema.h"

namespace gridfold {

// The schema version of a gridfold database; 0 for an empty file. FailedPrecondition when it is
// another program's database or none at all.
StatusOr<int64_t> ReadSchemaVersion(Database& database, const std::string& path);

// FailedPrecondition, naming both versions, unless `found` is the one this program reads.
Status RequireSchemaVersion(int64_t found, const std::string& path);

// Applies those of `migrations` that `path` lacks, each in a transaction: after an error or a crash
// the file is as the last whole migration left it. FailedPrecondition, naming both versions, when
// the file is newer than the last of them.
Status Migrate(Database& database, const std::string& path, std::span<const Migration> migrations);

// Drops and creates the views.
Status CreateViews(Database& database);

// DataLoss with the first findings unless SQLite finds the file whole (PRAGMA quick_check).
Status RequireIntegrity(Database& database, const std::string& path);

}  // namespace gridfold
