#include "sql/schema.h"

#include <charconv>
#include <map>

#include "common/base/check.h"

namespace gridfold {
namespace {

using internal::EmbeddedFile;

std::span<const EmbeddedFile> Files() {
  return {internal::kEmbeddedFiles, static_cast<size_t>(internal::kEmbeddedFileCount)};
}

constexpr std::string_view kMigrationFolder = "migrations/";

std::vector<Migration> FindMigrations() {
  std::vector<Migration> migrations;
  for (const EmbeddedFile& file : Files()) {
    if (!file.path.starts_with(kMigrationFolder)) continue;
    Migration migration{0, file.path, file.text};
    const std::string_view number = file.path.substr(kMigrationFolder.size());
    std::from_chars(number.data(), number.data() + number.size(), migration.version);
    migrations.push_back(migration);
    GF_CHECK(migration.version == static_cast<int64_t>(migrations.size()));
  }
  GF_CHECK(!migrations.empty());
  return migrations;
}

using Queries = std::map<std::string_view, std::string_view>;

// A file's blocks: from the line after `-- name: x` to the next such line.
void SplitQueries(std::string_view text, Queries& queries) {
  constexpr std::string_view kMark = "\n-- name: ";
  size_t mark = text.find(kMark);
  while (mark != std::string_view::npos) {
    const size_t name_start = mark + kMark.size();
    const size_t name_end = text.find('\n', name_start);
    mark = text.find(kMark, name_end);
    const auto [at, is_new] = queries.emplace(
        text.substr(name_start, name_end - name_start),
        text.substr(name_end + 1,
                    mark == std::string_view::npos ? std::string_view::npos : mark - name_end));
    GF_CHECK(is_new);
  }
}

const Queries& AllQueries() {
  static const Queries queries = [] {
    Queries all;
    for (const EmbeddedFile& file : Files()) {
      if (file.path.starts_with("queries/")) SplitQueries(file.text, all);
    }
    return all;
  }();
  return queries;
}

}  // namespace

std::span<const Migration> Migrations() {
  static const std::vector<Migration> migrations = FindMigrations();
  return migrations;
}

int64_t SchemaVersion() { return Migrations().back().version; }

std::string_view ViewsSql() {
  for (const EmbeddedFile& file : Files()) {
    if (file.path == "views.sql") return file.text;
  }
  GF_CHECK(!"sql/views.sql is embedded");
  return {};
}

std::string_view Query(std::string_view name) {
  const auto found = AllQueries().find(name);
  if (found == AllQueries().end()) {
    std::fprintf(stderr, "no query named %.*s\n", static_cast<int>(name.size()), name.data());
  }
  GF_CHECK(found != AllQueries().end());
  return found->second;
}

std::vector<std::string_view> QueryNames() {
  std::vector<std::string_view> names;
  for (const auto& [name, sql] : AllQueries()) names.push_back(name);
  return names;
}

}  // namespace gridfold
