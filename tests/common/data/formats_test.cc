// LIBSVM, IDX, gzip.
#include <gtest/gtest.h>

#include "common/data/gzip.h"
#include "common/data/idx.h"
#include "common/data/libsvm_format.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

TEST(LibsvmTest, SparseRowsBecomeDense) {
  const auto sparse = ParseLibsvm("+1 1:0.5 3:-2 # remark\n\n-1 4:1e2\r\n+1\n", "f.svm");
  ASSERT_TRUE(sparse.ok()) << Message(sparse.status());
  EXPECT_EQ(sparse->features, 4);
  const auto table = Densify(*sparse, 5);
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->rows, 3);
  EXPECT_EQ(std::get<DataSet::Floats>(table->values),
            (DataSet::Floats{0.5, 0, -2, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(table->labels.ids(), (std::vector<int32_t>{0, 1, 0}));
}

TEST(LibsvmTest, WrongLinesAreNamed) {
  ExpectError(ParseLibsvm("1 1:2\n1 3:1 2:1\n", "f"), kInvalid, {"f:2", "above 3", "found 2"});
  ExpectError(ParseLibsvm("1 2:1 2:1\n", "f"), kInvalid, {"f:1", "above 2"});
  ExpectError(ParseLibsvm("1 0:1\n", "f"), kInvalid, {"f:1", "above 0", "found 0"});
  ExpectError(ParseLibsvm("cat 1:1\n", "f"), kInvalid, {"f:1", "label", "'cat'"});
  for (const std::string bad :
       {"1", "1:", ":1", "1:nan", "1:2:3", "x:1", "99999999999:1", "-1:1"}) {
    ExpectError(ParseLibsvm("1 1:1\n2 " + bad + "\n", "f"), kInvalid, {"f:2"});
  }
  EXPECT_FALSE(ParseLibsvm("", "f").ok());
  EXPECT_FALSE(ParseLibsvm("1\n2\n", "f").ok());
}

TEST(LibsvmTest, IndexOutOfProportionIsRefusedBeforeAllocation) {
  const auto sparse = ParseLibsvm("1 2147483647:1\n2 1:1\n", "f");
  ASSERT_TRUE(sparse.ok());
  ExpectError(Densify(*sparse, sparse->features), kExhausted, {"f", "2147483647"});
}

TEST(IdxTest, BigEndianElementsOfEveryTypeAreRead) {
  const auto bytes = ParseIdx(IdxBytes({2, 3}, "abcdef"), "f");
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(std::get<DataSet::Pixels>(bytes->Values()),
            (DataSet::Pixels{'a', 'b', 'c', 'd', 'e', 'f'}));
  using namespace std::string_view_literals;
  EXPECT_EQ(ParseIdx(IdxBytes({2}, "\x01\xff"sv, 0x09), "f")->Doubles(),
            (std::vector<double>{1, -1}));
  EXPECT_EQ(ParseIdx(IdxBytes({2}, "\x01\x02\xff\xfe"sv, 0x0B), "f")->Doubles(),
            (std::vector<double>{258, -2}));
  EXPECT_EQ(ParseIdx(IdxBytes({1}, "\x00\x01\x00\x00"sv, 0x0C), "f")->Doubles(),
            (std::vector<double>{65536}));
  EXPECT_EQ(ParseIdx(IdxBytes({1}, "\x3f\xc0\x00\x00"sv, 0x0D), "f")->Doubles(),
            (std::vector<double>{1.5}));
  EXPECT_EQ(ParseIdx(IdxBytes({1}, "\xbf\xe0\x00\x00\x00\x00\x00\x00"sv, 0x0E), "f")->Doubles(),
            (std::vector<double>{-0.5}));
}

TEST(IdxTest, LyingHeadersAreRefused) {
  ExpectError(ParseIdx("", "f"), kLoss, {"f", "magic"});
  ExpectError(ParseIdx("abcdefgh", "f"), kLoss, {"magic"});
  ExpectError(ParseIdx(IdxBytes({1}, "x", 0x0A), "f"), kLoss, {"found 10"});
  ExpectError(ParseIdx(IdxBytes({}, "x"), "f"), kLoss, {"dimensions"});
  ExpectError(ParseIdx(IdxBytes({1, 1, 1, 1, 1}, "x"), "f"), kLoss, {"dimensions"});
  ExpectError(ParseIdx(IdxBytes({2, 3}, "").substr(0, 9), "f"), kLoss, {"header of 12"});
  ExpectError(ParseIdx(IdxBytes({2, 3}, "abcde"), "f"), kLoss, {"expected 6", "found 5"});
  ExpectError(ParseIdx(IdxBytes({2, 3}, "abcdefg"), "f"), kLoss, {"expected 6", "found 7"});
  const uint32_t most = 0xFFFFFFFF;
  ExpectError(ParseIdx(IdxBytes({most, most, most, most}, "abcd"), "f"), kLoss, {"far too many"});
  // 2^32 * 2^32 elements would be 0 in 64 bits.
  ExpectError(ParseIdx(IdxBytes({1U << 31, 1U << 31, 4, 1}, ""), "f"), kLoss, {"far too many"});
}

TEST(GzipTest, PlainAndPackedFilesReadAlike) {
  const TemporaryFolder folder;
  const std::string text(100'000, 'a');
  EXPECT_EQ(*ReadMaybeGzipped(WriteText(folder, "a", text)), text);
  EXPECT_EQ(*ReadMaybeGzipped(WriteText(folder, "a.gz", GzipBytes(text))), text);
  EXPECT_EQ(*ReadMaybeGzipped(WriteText(folder, "two.gz", GzipBytes("one") + GzipBytes(text))),
            "one" + text);
  EXPECT_EQ(*ReadMaybeGzipped(WriteText(folder, "empty", "")), "");
  EXPECT_EQ(*ReadMaybeGzipped(WriteText(folder, "empty.gz", GzipBytes(""))), "");
}

TEST(GzipTest, DamagedStreamsAreRefusedWhereverTheyAreCut) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += fmt::format("{},", i * i);
  const std::string packed = GzipBytes(text);
  for (size_t size = 2; size < packed.size(); size += 13) {
    ExpectError(Gunzip(packed.substr(0, size), "f", 1 << 20), kLoss, {"f"});
  }
  for (size_t place = 10; place < packed.size(); place += 17) {
    std::string damaged = packed;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    const auto result = Gunzip(damaged, "f", 1 << 20);
    EXPECT_FALSE(result.ok()) << "bit flipped at " << place;
  }
}

TEST(GzipTest, BombsAreRefusedWhileTheyUnfold) {
  const std::string packed = GzipBytes(std::string(1 << 20, '\0'));
  ExpectError(Gunzip(packed, "f", 1000), kExhausted, {"f", "limit of 1000"});
  EXPECT_EQ(Gunzip(packed, "f", 1 << 20)->size(), 1u << 20);
  // 320 MiB of zeros, 1000 to 1: below the limit of bytes, above that of the ratio.
  std::string bomb;
  for (int i = 0; i < 320; ++i) bomb += packed;
  ExpectError(Gunzip(bomb, "f", kDataFileBytesMax), kExhausted, {"256 times"});
}

TEST(GzipTest, OnlyRegularFilesAreRead) {
  const TemporaryFolder folder;
  ExpectError(ReadMaybeGzipped(folder.path()), kInvalid, {"regular file"});
  ExpectError(ReadMaybeGzipped("/dev/zero"), kInvalid, {"/dev/zero"});
  ExpectError(ReadMaybeGzipped(folder.path() / "none"), kMissing, {"none"});
}

}  // namespace
}  // namespace gridfold
