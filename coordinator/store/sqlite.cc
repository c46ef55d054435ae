#include "coordinator/store/sqlite.h"

#include <sqlite3.h>

#include <cerrno>
#include <limits>

#include "common/base/check.h"
#include "sql/schema.h"

namespace gridfold {
namespace {

constexpr int kBusyTimeoutMs = 5000;

// What stands between `file:` and `?` of a URI must not hold a character that means something.
std::string UriEscaped(const std::string& path) {
  std::string escaped;
  for (const char c : path) {
    const bool special = c == '?' || c == '#' || c == '%';
    escaped += special ? fmt::format("%{:02x}", static_cast<int>(c)) : std::string(1, c);
  }
  return escaped;
}

bool IsForWantOfSpace(sqlite3* database, int code) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  if ((code & 0xff) != SQLITE_IOERR || database == nullptr) return false;
  const int error = sqlite3_system_errno(database);
  return error == ENOSPC || error == EDQUOT;
}

// A database may come from anybody: nothing in its schema is trusted, and a connection that only
// reads leaves checkpoints to the writer.
void Configure(sqlite3* database, Database::Access access) {
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, kBusyTimeoutMs);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  if (access == Database::Access::kReadOnly) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
}

}  // namespace

Status SqliteError(sqlite3* database, int code, std::string_view what) {
  const char* text = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  const std::string message = fmt::format("{}: {} (SQLite {})", what, text, code);
  if (IsForWantOfSpace(database, code)) return ResourceExhausted("{}", message);
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
      return AlreadyExists("{}", message);
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
      return DataLoss("{}", message);
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Unavailable("{}", message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DataLoss("{}", message);
    default:
      return Internal("{}", message);
  }
}

Statement::Statement(sqlite3* database, std::string_view name, std::string_view sql)
    : database_(database), name_(name) {
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) prepared_ = SqliteError(database, code, name);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Cursor::Cursor(Statement& statement) : statement_(&statement), status_(statement.prepared_) {
  GF_CHECK(!statement.in_use_);
  statement.in_use_ = true;
}

Cursor::Cursor(Cursor&& other) noexcept
    : statement_(other.statement_), status_(std::move(other.status_)), done_(other.done_) {
  other.statement_ = nullptr;
}

Cursor::~Cursor() {
  if (statement_ == nullptr) return;
  statement_->in_use_ = false;
  // One that could not be prepared has no handle, which sqlite3_clear_bindings does not bear.
  if (statement_->handle_ == nullptr) return;
  sqlite3_reset(statement_->handle_);
  sqlite3_clear_bindings(statement_->handle_);
}

void Cursor::CheckBound(int code) {
  if (code == SQLITE_OK || !status_.ok()) return;
  status_ = SqliteError(statement_->database_, code, statement_->name_);
}

void Cursor::Bind(int index, int64_t value) {
  CheckBound(sqlite3_bind_int64(statement_->handle_, index, value));
}

void Cursor::Bind(int index, double value) {
  CheckBound(sqlite3_bind_double(statement_->handle_, index, value));
}

void Cursor::Bind(int index, std::string_view text) {
  // A null pointer would be bound as NULL, not as the empty text.
  const char* data = text.data() != nullptr ? text.data() : "";
  CheckBound(sqlite3_bind_text64(statement_->handle_, index, data, text.size(), SQLITE_TRANSIENT,
                                 SQLITE_UTF8));
}

void Cursor::Bind(int index, Blob blob) {
  const char* data = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
  CheckBound(
      sqlite3_bind_blob64(statement_->handle_, index, data, blob.bytes.size(), SQLITE_TRANSIENT));
}

void Cursor::Bind(int index, std::nullopt_t) {
  CheckBound(sqlite3_bind_null(statement_->handle_, index));
}

bool Cursor::Next() {
  if (!status_.ok() || done_) return false;
  const int code = sqlite3_step(statement_->handle_);
  if (code == SQLITE_ROW) return true;
  done_ = true;
  if (code != SQLITE_DONE) status_ = SqliteError(statement_->database_, code, statement_->name_);
  return false;
}

int Cursor::ColumnCount() const { return sqlite3_column_count(statement_->handle_); }

bool Cursor::IsNull(int column) const {
  return sqlite3_column_type(statement_->handle_, column) == SQLITE_NULL;
}

int64_t Cursor::Int(int column) const { return sqlite3_column_int64(statement_->handle_, column); }

double Cursor::Double(int column) const {
  if (IsNull(column)) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(statement_->handle_, column);
}

std::string Cursor::Text(int column) const { return std::string(Bytes(column)); }

std::string_view Cursor::Bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_->handle_, column);
  const int bytes = sqlite3_column_bytes(statement_->handle_, column);
  return {static_cast<const char*>(data), data != nullptr ? static_cast<size_t>(bytes) : 0};
}

std::optional<int64_t> Cursor::OptionalInt(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

std::optional<double> Cursor::OptionalDouble(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Double(column);
}

std::optional<std::string> Cursor::OptionalText(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Text(column);
}

StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, Access access) {
  const bool in_memory = path == ":memory:";
  const std::string uri =
      fmt::format("file:{}?mode={}", UriEscaped(path), access == Access::kReadOnly ? "ro" : "rwc");
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    (access == Access::kReadOnly ? SQLITE_OPEN_READONLY
                                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(in_memory ? path.c_str() : uri.c_str(), &handle, flags, nullptr);
  // Owned from here on, as SQLite hands out a connection even when opening fails.
  auto database = std::unique_ptr<Database>(new Database(handle));
  if (code != SQLITE_OK) return SqliteError(handle, code, "cannot open database " + path);
  Configure(handle, access);
  return database;
}

Database::~Database() {
  statements_.clear();
  sqlite3_close(handle_);
}

Status Database::ExecuteScript(std::string_view what, std::string_view sql) {
  const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(handle_, code, what);
}

Cursor Database::SelectSql(std::string_view sql) { return Cursor(Cached(sql, sql)); }

Cursor Database::Prepare(std::string_view name) { return Cursor(Cached(name, Query(name))); }

Statement& Database::Cached(std::string_view name, std::string_view sql) {
  auto found = statements_.find(name);
  // One that could not be prepared is tried again: the reason may be gone.
  if (found == statements_.end() || !found->second->ok()) {
    found =
        statements_
            .insert_or_assign(std::string(name), std::make_unique<Statement>(handle_, name, sql))
            .first;
  }
  return *found->second;
}

int64_t Database::Changes() const { return sqlite3_changes64(handle_); }
int64_t Database::LastRowId() const { return sqlite3_last_insert_rowid(handle_); }
bool Database::InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }

StatusOr<int64_t> Database::PragmaInt(std::string_view sql) {
  Cursor row = SelectSql(sql);
  if (!row.Next()) {
    return row.status().ok() ? Internal("{}: expected a row, found none", sql) : row.status();
  }
  return row.Int(0);
}

}  // namespace gridfold
