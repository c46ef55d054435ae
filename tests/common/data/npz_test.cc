#include "common/data/npz.h"

#include <gtest/gtest.h>

#include "common/base/random.h"
#include "common/data/npy.h"
#include "common/data/zip.h"
#include "tests/common/data/numpy_archives.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

template <size_t N>
std::string Text(const uint8_t (&bytes)[N]) {
  return {reinterpret_cast<const char*>(bytes), N};
}

TEST(NpzTest, NumpysDeflatedFortranBigEndianArrayIsRead) {
  const auto tables = ParseNpz(Text(kDeflated), "f.npz");
  ASSERT_TRUE(tables.ok()) << Message(tables.status());
  const Table& train = tables->train;
  EXPECT_EQ(train.rows, 2);
  EXPECT_EQ(train.features, 12);
  EXPECT_EQ(train.shape, (ImageShape{3, 4, 1}));
  DataSet::Floats expected(24);
  for (size_t i = 0; i < 24; ++i) expected[i] = static_cast<float>(i) / 2;
  EXPECT_EQ(std::get<DataSet::Floats>(train.values), expected);
  EXPECT_EQ(train.labels.texts(), (std::vector<std::string>{"1", "-1"}));
  EXPECT_FALSE(tables->test.has_value());
}

TEST(NpzTest, NumpysStoredArraysWithTestRowsAreRead) {
  const auto tables = ParseNpz(Text(kStored), "f.npz");
  ASSERT_TRUE(tables.ok()) << Message(tables.status());
  EXPECT_EQ(std::get<DataSet::Floats>(tables->train.values),
            (DataSet::Floats{-3, -2, -1, 0, 1, 2, 3, 4}));
  EXPECT_EQ(tables->train.labels.texts(), (std::vector<std::string>{"1.5", "0.5"}));
  ASSERT_TRUE(tables->test.has_value());
  EXPECT_EQ(std::get<DataSet::Pixels>(tables->test->values), (DataSet::Pixels{1, 0, 1, 1}));
  EXPECT_EQ(tables->test->labels.texts(), (std::vector<std::string>{"0.5"}));
}

DataSet Example(bool pixels) {
  DataSet data;
  data.name = "example";
  data.train_rows = 3;
  data.test_rows = 1;
  data.features = 12;
  data.shape = ImageShape{2, 2, 3};
  data.classes = {"-1", "7"};
  data.labels = {0, 1, 1, 0};
  if (pixels) {
    data.values = DataSet::Pixels(48, 200);
  } else {
    data.values = DataSet::Floats(48, -0.25F);
  }
  return data;
}

TEST(NpzTest, WhatIsWrittenIsReadAgain) {
  for (const bool pixels : {true, false}) {
    const DataSet data = Example(pixels);
    const auto bytes = NpzBytes(data);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(*bytes, *NpzBytes(data)) << "the same bytes for the same data";
    auto tables = ParseNpz(*bytes, "f.npz");
    ASSERT_TRUE(tables.ok()) << Message(tables.status());
    const auto again = JoinTables("example", *std::move(tables), std::nullopt);
    ASSERT_TRUE(again.ok()) << Message(again.status());
    EXPECT_EQ(SerializeDataSet(*again), SerializeDataSet(data));
  }
}

std::string Zip(const std::vector<std::pair<std::string, std::string>>& members) {
  ZipWriter zip;
  for (const auto& [name, bytes] : members) EXPECT_TRUE(zip.Add(name, bytes).ok());
  return zip.Finish();
}

std::string Bytes(const std::vector<int64_t>& dims, const std::string& data) {
  return NpyBytes(ElementType::kUint8, dims, data);
}

TEST(NpzTest, MissingMembersAndWrongShapesAreNamed) {
  const std::string x = Bytes({2, 2}, "abcd"), y = Bytes({2}, "ab");
  ExpectError(ParseNpz(Zip({{"x.npy", x}}), "f"), kInvalid, {"f", "'y'", "x.npy"});
  ExpectError(ParseNpz(Zip({{"x.npy", x}, {"y.npy", y}, {"x_test.npy", x}}), "f"), kInvalid,
              {"y_test"});
  ExpectError(ParseNpz(Zip({{"x.npy", Bytes({4}, "abcd")}, {"y.npy", y}}), "f"), kInvalid,
              {"f: x", "[4]"});
  ExpectError(ParseNpz(Zip({{"x.npy", x}, {"y.npy", Bytes({3}, "abc")}}), "f"), kInvalid,
              {"expected 2 labels", "found 3"});
  ExpectError(ParseNpz(Zip({{"x.npy", x}, {"y.npy", Bytes({2, 2}, "abcd")}}), "f"), kInvalid,
              {"one label for each row"});
  ExpectError(ParseNpz(Zip({{"x.npy", Bytes({0, 2}, "")}, {"y.npy", Bytes({0}, "")}}), "f"),
              kInvalid, {"[0, 2]"});
}

TEST(NpyTest, LyingHeadersAreRefused) {
  const std::string good = Bytes({2, 2}, "abcd");
  ASSERT_TRUE(ParseNpy(good, "f").ok());
  EXPECT_EQ(good.size() % 64, 4u) << "elements start at a multiple of 64";
  ExpectError(ParseNpy("", "f"), kLoss, {"magic"});
  ExpectError(ParseNpy(good + "x", "f"), kLoss, {"expected 4", "found 5"});
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string bytes = good;
    return bytes.replace(bytes.find(from), to.size(), to);
  };
  ExpectError(ParseNpy(with("(2, 2), }", "(9, 9), }"), "f"), kLoss, {"expected 81"});
  ExpectError(
      ParseNpy(with("(2, 2), }                     ", "(9223372036854775807, 2, 2), }"), "f"),
      kLoss, {"far too many"});
  ExpectError(ParseNpy(with("(2, 2), }", "(-2,-2),}"), "f"), kLoss, {"far too many"});
  ExpectError(ParseNpy(with("'|u1'", "'|O8'"), "f"), kInvalid, {"'|O8'"});
  ExpectError(ParseNpy(with("'|u1'", "''   "), "f"), kLoss, {"header"});
  ExpectError(ParseNpy(with("'shape'", "'shapf'"), "f"), kLoss, {"header"});
  ExpectError(ParseNpy(with("(2, 2)", "((((((("), "f"), kLoss, {"header"});
}

TEST(ZipTest, LyingOffsetsAndLengthsAreRefused) {
  const std::string good = Zip({{"a", "hello"}});
  const auto open = [](const std::string& bytes) -> StatusOr<std::string> {
    GF_ASSIGN_OR_RETURN(const ZipReader zip, ZipReader::Open(bytes, "f"));
    return zip.Read("a", 1000);
  };
  ASSERT_EQ(*open(good), "hello");
  const size_t directory = good.find("PK\x01\x02"), end = good.find("PK\x05\x06");
  const auto with = [&](size_t place, const std::string& bytes) {
    return std::string(good).replace(place, bytes.size(), bytes);
  };
  const std::string most = "\xf0\xff\xff\xff";
  ExpectError(open(with(end + 12, most)), kLoss, {"directory"});
  ExpectError(open(with(end + 16, most)), kLoss, {"directory"});
  ExpectError(open(with(end + 16, "\xff\xff\xff\xff")), kInvalid, {"zip64"});
  ExpectError(open(with(end + 10, "\x09")), kLoss, {"9 entries", "found 1"});
  ExpectError(open(with(directory + 28, "\xff\xff")), kLoss, {"cut short"});
  ExpectError(open(with(directory + 42, most)), kLoss, {"local zip header"});
  ExpectError(open(with(directory + 20, most)), kLoss, {"expected 4294967280 bytes"});
  ExpectError(open(with(directory + 24, "\xe7\x03\x00")), kLoss, {"expected 999 bytes"});
  ExpectError(open(with(directory + 24, "\xe9\x03")), kExhausted, {"limit of 1000"});
  ExpectError(open(with(directory + 8, "\x01")), kInvalid, {"encrypted"});
  ExpectError(open(with(directory + 10, "\x0c")), kInvalid, {"method 12"});
  ExpectError(open(with(directory + 10, "\x08")), kLoss, {"deflate"});
  ExpectError(open(with(31, "j")), kLoss, {"CRC"});
  ExpectError(open(""), kLoss, {"zip archive"});
}

// Whatever is cut or flipped: an answer, never a crash, never a huge allocation.
TEST(NpzTest, DamagedArchivesNeverCrash) {
  Random random(11);
  int refused = 0;
  for (const std::string& good : {Text(kDeflated), Text(kStored), *NpzBytes(Example(false))}) {
    for (int i = 0; i < 2000; ++i) {
      std::string bytes = good;
      for (uint64_t flips = 1 + random.Below(4); flips > 0; --flips) {
        bytes[random.Below(bytes.size())] = static_cast<char>(random.Next());
      }
      if (random.Below(4) == 0) bytes.resize(random.Below(bytes.size()));
      refused += !ParseNpz(bytes, "f").ok();
    }
  }
  EXPECT_GT(refused, 4000) << "most damage shows";
}

}  // namespace
}  // namespace gridfold
