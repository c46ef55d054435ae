#include "sql/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

#include "coordinator/store/migrate.h"
#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::HasSubstr;

class SchemaTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(sqlite3_open(":memory:", &database_), SQLITE_OK); }
  void TearDown() override { sqlite3_close(database_); }
  void Execute(std::string_view sql) {
    ASSERT_EQ(sqlite3_exec(database_, std::string(sql).c_str(), nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(database_);
  }
  sqlite3* database_ = nullptr;
};

TEST_F(SchemaTest, EveryQueryIsOneStatementThatPreparesOnAFreshSchema) {
  for (const Migration& migration : Migrations()) Execute(migration.sql);
  Execute(ViewsSql());
  EXPECT_GT(QueryNames().size(), 40u);
  for (const std::string_view name : QueryNames()) {
    const std::string sql(Query(name));
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, &tail), SQLITE_OK)
        << name << ": " << sqlite3_errmsg(database_);
    EXPECT_NE(statement, nullptr) << name;
    sqlite3_finalize(statement);
    // After the statement only comments may follow: they prepare to nothing.
    EXPECT_EQ(sqlite3_prepare_v2(database_, tail, -1, &statement, nullptr), SQLITE_OK) << name;
    EXPECT_EQ(statement, nullptr) << name << " holds a second statement";
    sqlite3_finalize(statement);
  }
}

TEST_F(SchemaTest, ViewsCanBeMadeAgain) {
  for (const Migration& migration : Migrations()) Execute(migration.sql);
  Execute(ViewsSql());
  Execute(ViewsSql());
}

TEST_F(SchemaTest, MigrationsAreNumberedFromOne) {
  int64_t expected = 0;
  for (const Migration& migration : Migrations()) EXPECT_EQ(migration.version, ++expected);
  EXPECT_EQ(SchemaVersion(), expected);
}

TEST_F(SchemaTest, UnknownQueryStopsTheProgram) {
  EXPECT_DEATH(Query("drop_everything"), "no query named drop_everything");
}

class MigrateTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Database::Open(":memory:", Database::Access::kReadWrite);
    ASSERT_OK(opened.status());
    database_ = *std::move(opened);
  }
  int64_t Number(std::string_view sql) { return database_->PragmaInt(sql).value_or(-1); }
  std::unique_ptr<Database> database_;
};

constexpr Migration kFirst{1, "1.sql", "CREATE TABLE a (x); INSERT INTO a VALUES (7)"};
constexpr Migration kSecond{2, "2.sql", "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1"};

TEST_F(MigrateTest, AppliesOnlyWhatIsMissing) {
  const Migration one[] = {kFirst}, both[] = {kFirst, kSecond};
  ASSERT_OK(Migrate(*database_, "f", one));
  ASSERT_OK(Migrate(*database_, "f", both));
  ASSERT_OK(Migrate(*database_, "f", both));
  EXPECT_EQ(Number("SELECT y FROM a"), 8);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM a"), 1);
  EXPECT_EQ(Number("PRAGMA user_version"), 2);
  EXPECT_EQ(Number("PRAGMA application_id"), kApplicationId);
}

TEST_F(MigrateTest, FailureLeavesTheLastWholeVersion) {
  const Migration broken{2, "2.sql", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"};
  const Migration migrations[] = {kFirst, broken};
  const Status status = Migrate(*database_, "f", migrations);
  EXPECT_THAT(Message(status), HasSubstr("2.sql"));
  EXPECT_THAT(Message(status), HasSubstr("nowhere"));
  EXPECT_FALSE(database_->InTransaction());
  EXPECT_EQ(Number("PRAGMA user_version"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'b'"), 0);
  const Migration good[] = {kFirst, kSecond};
  EXPECT_OK(Migrate(*database_, "f", good));
}

TEST_F(MigrateTest, NewerFileIsRefused) {
  const Migration one[] = {kFirst}, both[] = {kFirst, kSecond};
  ASSERT_OK(Migrate(*database_, "f", both));
  const Status status = Migrate(*database_, "f", one);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(Message(status), HasSubstr("version 2"));
  EXPECT_THAT(Message(status), HasSubstr("up to 1"));
}

}  // namespace
}  // namespace gridfold
