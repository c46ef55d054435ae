// SQLite, wrapped: connections and prepared statements that close themselves, errors as Status.
//
//   Cursor row = database.Select("load_fingerprints", study);
//   while (row.Next()) use(row.Int(0));
//   GF_RETURN_IF_ERROR(row.status());
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace gridfold {

// The error that `database` is in after `code`, for `what` was done:
// FULL (or an I/O error for want of space) -> ResourceExhausted; BUSY, LOCKED -> Unavailable;
// CORRUPT, NOTADB and a failed fsync, after which nothing is certain -> DataLoss;
// a second row of the same key -> AlreadyExists; else Internal. With SQLite's text.
Status SqliteError(sqlite3* database, int code, std::string_view what);

// A prepared statement; belongs to a Database, which keeps it for the next use.
class Statement {
 public:
  // An error of preparing is every cursor's status.
  Statement(sqlite3* database, std::string_view name, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  bool ok() const { return prepared_.ok(); }

 private:
  friend class Cursor;
  sqlite3* database_;
  std::string name_;
  sqlite3_stmt* handle_ = nullptr;
  Status prepared_;
  bool in_use_ = false;
};

// The bytes of a BLOB argument.
struct Blob {
  std::string_view bytes;
};

// One execution of a statement: arguments, then rows. Resets the statement at the end of its life.
// A statement can have only one cursor at a time. Must not outlive the Database.
class Cursor {
 public:
  explicit Cursor(Statement& statement);
  Cursor(Cursor&& other) noexcept;
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  // Arguments are numbered from 1. NaN is bound as NULL. Texts and blobs are copied.
  void Bind(int index, int64_t value);
  void Bind(int index, int value) { Bind(index, static_cast<int64_t>(value)); }
  void Bind(int index, bool value) { Bind(index, static_cast<int64_t>(value)); }
  void Bind(int index, double value);
  void Bind(int index, std::string_view text);
  void Bind(int index, const std::string& text) { Bind(index, std::string_view(text)); }
  void Bind(int index, const char* text) { Bind(index, std::string_view(text)); }
  void Bind(int index, Blob blob);
  void Bind(int index, std::nullopt_t null);
  template <typename T>
  void Bind(int index, const std::optional<T>& value) {
    value ? Bind(index, *value) : Bind(index, std::nullopt);
  }

  // Steps to the next row; false at the end and after an error (see status()).
  bool Next();
  const Status& status() const { return status_; }

  // Columns of the current row, numbered from 0. Views live until the next Next.
  int ColumnCount() const;
  bool IsNull(int column) const;
  int64_t Int(int column) const;    // NULL: 0
  double Double(int column) const;  // NULL: NaN
  std::string Text(int column) const;
  std::string_view Bytes(int column) const;
  std::optional<int64_t> OptionalInt(int column) const;
  std::optional<double> OptionalDouble(int column) const;
  std::optional<std::string> OptionalText(int column) const;

 private:
  void CheckBound(int code);
  Statement* statement_;
  Status status_;
  bool done_ = false;
};

// A connection. For one thread at a time.
class Database {
 public:
  enum class Access { kReadWrite, kReadOnly };
  // kReadWrite creates the file; kReadOnly never writes to it, not even a checkpoint. Foreign keys
  // are enforced; a lock of another program is waited for, for a few seconds.
  static StatusOr<std::unique_ptr<Database>> Open(const std::string& path, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Executes a script of statements without arguments; `what` names it in errors.
  Status ExecuteScript(std::string_view what, std::string_view sql);
  // Rows of a statement that is not in sql/: pragmas.
  Cursor SelectSql(std::string_view sql);

  // Rows of the query of this name (sql/queries), with its arguments in order.
  template <typename... Args>
  Cursor Select(std::string_view name, const Args&... args) {
    Cursor cursor = Prepare(name);
    int index = 0;
    (cursor.Bind(++index, args), ...);
    return cursor;
  }
  // Executes a query that returns no rows.
  template <typename... Args>
  Status Execute(std::string_view name, const Args&... args) {
    Cursor cursor = Select(name, args...);
    while (cursor.Next()) continue;
    return cursor.status();
  }

  // Rows that the last Execute inserted, changed or deleted.
  int64_t Changes() const;
  int64_t LastRowId() const;
  bool InTransaction() const;
  // The value of a pragma that is one number.
  StatusOr<int64_t> PragmaInt(std::string_view sql);

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Cursor Prepare(std::string_view name);
  Statement& Cached(std::string_view name, std::string_view sql);

  sqlite3* handle_;
  std::map<std::string, std::unique_ptr<Statement>, std::less<>> statements_;
};

}  // namespace gridfold
