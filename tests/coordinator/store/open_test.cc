#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "coordinator/store/lock_file.h"
#include "coordinator/store/reader.h"
#include "sql/schema.h"
#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class OpenTest : public StoreTest {};

TEST_F(OpenTest, SecondStoreOnTheFileIsRefusedAndNamesTheHolder) {
  const auto second = Store::Open(path_);
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(Message(second.status()),
              AllOf(HasSubstr(path_), HasSubstr("is in use by process"),
                    HasSubstr(std::to_string(::getpid())), HasSubstr(" since 2")));
  store_.reset();
  EXPECT_FALSE(std::filesystem::exists(path_ + ".lock"));
  OpenStore();
}

TEST_F(OpenTest, LockHoldsThroughALink) {
  const auto link = folder_.path() / "link.db";
  std::filesystem::create_symlink(path_, link);
  EXPECT_TRUE(absl::IsFailedPrecondition(Store::Open(link.string()).status()));
}

TEST_F(OpenTest, LockOfAKilledProcessIsFree) {
  store_.reset();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = LockFile::Acquire(path_);
    const char byte = lock.ok() ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  EXPECT_THAT(Message(Store::Open(path_).status()), HasSubstr(fmt::format("process {} ", child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  // The file with the dead process's text is still there.
  EXPECT_TRUE(std::filesystem::exists(path_ + ".lock"));
  OpenStore();
}

TEST_F(OpenTest, HostileLockTextIsNotPassedOn) {
  store_.reset();
  const auto lock = LockFile::Acquire(path_);
  ASSERT_OK(lock.status());
  std::ofstream(path_ + ".lock") << "\x1b[31mred\nsecond line";
  EXPECT_THAT(Message(LockFile::Acquire(path_).status()), HasSubstr("in use by ?[31mred"));
  EXPECT_THAT(Message(LockFile::Acquire(path_).status()), Not(HasSubstr("second")));
}

TEST_F(OpenTest, MemoryStoresAreApart) {
  auto one = Store::Open(":memory:"), two = Store::Open(":memory:");
  ASSERT_OK(one.status());
  ASSERT_OK(two.status());
  EXPECT_OK(InsertSampleStudy(**one).status());
  EXPECT_TRUE((*two)->LoadStudies()->empty());
  EXPECT_FALSE(std::filesystem::exists(":memory:.lock"));
}

TEST_F(OpenTest, FileIsWalWithTheProgramsMarks) {
  EXPECT_EQ(RowsOf(path_, "PRAGMA journal_mode"), std::vector<std::string>{"wal"});
  EXPECT_EQ(RowsOf(path_, "PRAGMA user_version"),
            std::vector<std::string>{std::to_string(SchemaVersion())});
  EXPECT_EQ(RowsOf(path_, "PRAGMA application_id"),
            std::vector<std::string>{std::to_string(kApplicationId)});
}

TEST_F(OpenTest, NewerSchemaIsRefusedByWriterAndReader) {
  store_.reset();
  ASSERT_OK(ExecuteOn(path_, "PRAGMA user_version = 99"));
  const auto both = AllOf(HasSubstr("version 99"), HasSubstr(std::to_string(SchemaVersion())));
  const Status writer = Store::Open(path_).status(), reader = StoreReader::Open(path_).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(writer));
  EXPECT_TRUE(absl::IsFailedPrecondition(reader));
  EXPECT_THAT(Message(writer), both);
  EXPECT_THAT(Message(reader), both);
}

TEST_F(OpenTest, OlderSchemaIsNotReadableUntilMigrated) {
  store_.reset();
  ASSERT_OK(ExecuteOn(path_, "PRAGMA user_version = 0"));
  EXPECT_THAT(Message(StoreReader::Open(path_).status()), HasSubstr("schema version 0"));
}

TEST_F(OpenTest, GarbageIsNoDatabase) {
  const std::string garbage = (folder_.path() / "garbage.db").string();
  const std::string content = "This is a shopping list. " + std::string(5000, 'x');
  std::ofstream(garbage) << content;
  const Status writer = Store::Open(garbage).status(), reader = StoreReader::Open(garbage).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(writer)) << writer;
  EXPECT_TRUE(absl::IsFailedPrecondition(reader)) << reader;
  EXPECT_THAT(Message(writer), HasSubstr("is not a gridfold database"));
  EXPECT_EQ(*ReadFile(garbage, 10000), content);
}

TEST_F(OpenTest, AnotherProgramsDatabaseIsRefusedAndUntouched) {
  const std::string other = (folder_.path() / "other.db").string();
  ASSERT_OK(ExecuteOn(other, "CREATE TABLE notes (x)"));
  const std::string before = *ReadFile(other, 1 << 20);
  const Status writer = Store::Open(other).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(writer)) << writer;
  EXPECT_TRUE(absl::IsFailedPrecondition(StoreReader::Open(other).status()));
  EXPECT_EQ(*ReadFile(other, 1 << 20), before);
}

TEST_F(OpenTest, EmptyFileBecomesADatabase) {
  const std::string empty = (folder_.path() / "empty.db").string();
  std::ofstream(empty).close();
  EXPECT_OK(Store::Open(empty).status());
}

TEST_F(OpenTest, DamagedPagesAreDataLoss) {
  InsertSample();
  store_.reset();
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    // Page 2 is the root of the first table; the header on page 1 stays whole.
    file.seekp(4096);
    file << std::string(4096, '\x5a');
  }
  const Status status = Store::Open(path_).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr(path_));
}

TEST_F(OpenTest, FolderThatOnlyLetsReadIsExplained) {
  store_.reset();  // the last connection takes the index along
  namespace fs = std::filesystem;
  fs::permissions(folder_.path(), fs::perms(0555));
  int answer[2];
  ASSERT_EQ(::pipe(answer), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    // The superuser may write anywhere; somebody else (65534 is nobody) may not.
    if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(1);
    const std::string text = StoreReader::Open(path_).status().ToString();
    ::_exit(::write(answer[1], text.data(), text.size()) > 0 ? 0 : 1);
  }
  int exit_code = 1;
  ::waitpid(child, &exit_code, 0);
  fs::permissions(folder_.path(), fs::perms(0755));
  ASSERT_EQ(exit_code, 0);
  char text[4000];
  const ssize_t bytes = ::read(answer[0], text, sizeof text);
  EXPECT_THAT(std::string(text, static_cast<size_t>(bytes)),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("cannot be written to")));
}

TEST_F(OpenTest, MissingFileIsNotFoundToAReader) {
  const std::string missing = (folder_.path() / "missing.db").string();
  EXPECT_TRUE(absl::IsNotFound(StoreReader::Open(missing).status()));
  EXPECT_FALSE(std::filesystem::exists(missing));
}

TEST_F(OpenTest, FolderThatIsNotThereIsAnErrorWithItsName) {
  const Status status = Store::Open((folder_.path() / "no" / "g.db").string()).status();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(Message(status), HasSubstr("no/g.db"));
}

}  // namespace
}  // namespace gridfold
