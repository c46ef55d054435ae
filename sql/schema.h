// The SQL of sql/, compiled in: migrations, views and named queries.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gridfold {

// "GFld": PRAGMA application_id of every gridfold database.
inline constexpr int64_t kApplicationId = 0x47466c64;

// One step of the schema. Applied to a database of version `version` - 1, it makes it `version`.
struct Migration {
  int64_t version = 0;
  std::string_view file;  // "migrations/001_initial.sql"
  std::string_view sql;   // one or more statements
};

// All migrations, by version, from 1 without gaps.
std::span<const Migration> Migrations();
// The version that this program reads and writes: the last migration's.
int64_t SchemaVersion();
// Statements that drop and create the views.
std::string_view ViewsSql();

// The one statement that stands below `-- name: <name>` in sql/queries. Aborts on an unknown name.
std::string_view Query(std::string_view name);
// All names, sorted.
std::vector<std::string_view> QueryNames();

namespace internal {
// A .sql file, written by sql/embed.cmake.
struct EmbeddedFile {
  std::string_view path, text;
};
extern const EmbeddedFile kEmbeddedFiles[];
extern const int kEmbeddedFileCount;
}  // namespace internal

}  // namespace gridfold
