#include "coordinator/store/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::HasSubstr;

class SqliteTest : public testing::Test {
 protected:
  void SetUp() override {
    database_ = Connect(Database::Access::kReadWrite);
    Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, value)");
  }
  std::unique_ptr<Database> Connect(Database::Access access) {
    auto opened = Database::Open(path_, access);
    EXPECT_OK(opened.status());
    return opened.ok() ? *std::move(opened) : nullptr;
  }
  void Execute(std::string_view sql) { ASSERT_OK(database_->ExecuteScript("test", sql)); }
  template <typename T>
  Cursor Echo(const T& value) {
    Cursor row = database_->SelectSql("SELECT ?1, typeof(?1)");
    row.Bind(1, value);
    EXPECT_TRUE(row.Next()) << row.status();
    return row;
  }
  TemporaryFolder folder_;
  // Characters that mean something in a URI.
  std::string path_ = (folder_.path() / "a?mode=ro#b%41.db").string();
  std::unique_ptr<Database> database_;
};

TEST_F(SqliteTest, NumbersComeBackToTheLastBit) {
  for (const double value :
       {0.1, 1e-310, -1.7976931348623157e308, 3.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(Echo(value).Double(0), value);
  }
  for (const int64_t value : {INT64_MIN, int64_t{-1}, INT64_MAX})
    EXPECT_EQ(Echo(value).Int(0), value);
}

TEST_F(SqliteTest, NanIsNull) {
  const Cursor row = Echo(std::nan(""));
  EXPECT_TRUE(row.IsNull(0));
  EXPECT_TRUE(std::isnan(row.Double(0)));
  EXPECT_EQ(row.OptionalDouble(0), std::nullopt);
}

TEST_F(SqliteTest, TextsKeepEveryByte) {
  const std::string text("a\0b'\"\xff", 6);
  EXPECT_EQ(Echo(text).Text(0), text);
  EXPECT_EQ(Echo(std::string_view()).Text(1), "text");
  EXPECT_EQ(Echo(Blob{}).Text(1), "blob");
  EXPECT_EQ(Echo(std::optional<std::string>()).Text(1), "null");
  EXPECT_EQ(Echo(true).Text(1), "integer");
}

TEST_F(SqliteTest, ArgumentsMayDieBeforeTheFirstRow) {
  Cursor row = database_->SelectSql("SELECT ?1");
  row.Bind(1, std::string(1000, 'x'));
  ASSERT_TRUE(row.Next());
  EXPECT_EQ(row.Text(0), std::string(1000, 'x'));
}

TEST_F(SqliteTest, OddFileNamesAreTakenLiterally) {
  EXPECT_TRUE(std::filesystem::exists(path_));
  EXPECT_NE(Connect(Database::Access::kReadOnly), nullptr);
}

TEST_F(SqliteTest, FullDiskIsResourceExhaustedAndHeals) {
  Execute("PRAGMA max_page_count = 10; BEGIN; INSERT INTO t VALUES (1, 'small')");
  const Status full =
      database_->ExecuteScript("insert_big", "INSERT INTO t VALUES (2, zeroblob(1000000))");
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  EXPECT_THAT(Message(full), HasSubstr("insert_big"));
  // Reading goes on, and so does writing once there is room.
  EXPECT_TRUE(database_->PragmaInt("SELECT COUNT(*) FROM t").ok());
  if (database_->InTransaction()) Execute("ROLLBACK");
  EXPECT_EQ(database_->PragmaInt("SELECT COUNT(*) FROM t").value_or(-1), 0);
  Execute("PRAGMA max_page_count = 1000; INSERT INTO t VALUES (2, zeroblob(1000000))");
  EXPECT_EQ(database_->PragmaInt("SELECT COUNT(*) FROM t").value_or(-1), 1);
}

TEST_F(SqliteTest, LockOfAnotherProgramIsUnavailable) {
  const auto other = Connect(Database::Access::kReadWrite);
  ASSERT_OK(other->ExecuteScript("test", "BEGIN IMMEDIATE"));
  Execute("PRAGMA busy_timeout = 0");
  const Status busy = database_->ExecuteScript("begin", "BEGIN IMMEDIATE");
  EXPECT_TRUE(absl::IsUnavailable(busy)) << busy;
}

TEST_F(SqliteTest, SecondRowOfOneKeyIsAlreadyExists) {
  Execute("INSERT INTO t VALUES (1, 1)");
  EXPECT_TRUE(absl::IsAlreadyExists(database_->ExecuteScript("t", "INSERT INTO t VALUES (1, 2)")));
}

TEST_F(SqliteTest, ReadOnlyConnectionCannotWrite) {
  const auto reader = Connect(Database::Access::kReadOnly);
  EXPECT_FALSE(reader->ExecuteScript("test", "INSERT INTO t VALUES (1, 1)").ok());
}

TEST_F(SqliteTest, WrongSqlIsInternalWithItsName) {
  Cursor row = database_->SelectSql("SELECT x FROM nowhere");
  EXPECT_FALSE(row.Next());
  EXPECT_TRUE(absl::IsInternal(row.status()));
  EXPECT_THAT(Message(row.status()), HasSubstr("no such table: nowhere"));
}

TEST_F(SqliteTest, StatementThatFailedToPrepareIsTriedAgain) {
  { EXPECT_FALSE(database_->SelectSql("SELECT x FROM later").Next()); }
  Execute("CREATE TABLE later (x); INSERT INTO later VALUES (5)");
  EXPECT_EQ(database_->PragmaInt("SELECT x FROM later").value_or(-1), 5);
}

TEST_F(SqliteTest, TooManyArgumentsAreAnError) {
  Cursor row = database_->SelectSql("SELECT ?1");
  row.Bind(2, int64_t{1});
  EXPECT_FALSE(row.Next());
  EXPECT_FALSE(row.status().ok());
}

}  // namespace
}  // namespace gridfold
