#include "common/data/csv.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/thread_parts.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

using Floats = DataSet::Floats;

Floats ValuesOf(const Table& table) { return std::get<Floats>(table.values); }

TEST(CsvTest, LabelIsFoundByPlaceAndByName) {
  const std::string text = "a,b,c\n1,2,3\n4,5,6\n";
  for (const auto& [label, value] : std::vector<std::pair<std::string, std::string>>{
           {"last", "3"}, {"first", "1"}, {"b", "2"}, {"1", "2"}, {"-1", "3"}, {"0", "1"}}) {
    const auto table = ParseCsv(text, "f.csv", label);
    ASSERT_TRUE(table.ok()) << Message(table.status());
    EXPECT_EQ(table->rows, 2);
    EXPECT_EQ(table->features, 2);
    EXPECT_EQ(table->labels.texts()[0], value) << label;
  }
  EXPECT_EQ(ValuesOf(*ParseCsv(text, "f.csv", "b")), (Floats{1, 3, 4, 6}));
}

TEST(CsvTest, LabelColumnsThatDoNotExistAreNamed) {
  ExpectError(ParseCsv("a,b,c\n1,2,3\n", "f.csv", "digit"), kInvalid,
              {"f.csv:1", "'digit'", "'a'"});
  ExpectError(ParseCsv("1,2,3\n", "f.csv", "3"), kInvalid, {"0 to 2", "found 3"});
  ExpectError(ParseCsv("1,2,3\n", "f.csv", "-4"), kInvalid, {"found -4"});
}

TEST(CsvTest, HeaderIsDetected) {
  EXPECT_EQ(ParseCsv("1,2,x\n3,4,y\n", "f", "last")->rows, 2);
  EXPECT_EQ(ParseCsv("u,v,x\n3,4,y\n", "f", "last")->rows, 1);
  EXPECT_EQ(ParseCsv("0,1,2,3,4,5,6,7,label\n9,9,9,9,9,9,9,9,1\n", "f", "last")->rows, 1);
  EXPECT_EQ(ParseCsv("0,1,2,3,4,5,6,7,8\n9,9,9,9,9,9,9,9,1\n", "f", "last")->rows, 1);
  EXPECT_EQ(ParseCsv("0,1,2\n9,9,1\n", "f", "last")->rows, 2);
}

TEST(CsvTest, QuotesCrlfBlankLinesAndMarksAreRead) {
  const auto table = ParseCsv(
      "\xEF\xBB\xBF\"a, \"\"1\"\"\",b,\"class\nof it\"\r\n\r\n 1 ,\" 2\",\"x \"\"y\"\"\"\r\n\n \n"
      "+3,4e0,z",
      "f.csv", "class\nof it");
  // A quoted field keeps its blanks, and " 2" with a blank is no number.
  ExpectError(table, kInvalid, {"f.csv:4", "column 2 ('b')", "' 2'"});
  const auto good = ParseCsv("a,b,c\r\n\r\n 1 ,\"2\",\"x \"\"y\"\"\"\r\n\n \n+3,4e0,z", "f", "c");
  ASSERT_TRUE(good.ok()) << Message(good.status());
  EXPECT_EQ(ValuesOf(*good), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(good->labels.texts(), (std::vector<std::string>{"x \"y\"", "z"}));
}

TEST(CsvTest, RaggedRowsNameLineAndCounts) {
  ExpectError(ParseCsv("1,2,0\n\n3,4\n", "f.csv", "last"), kInvalid,
              {"f.csv:3", "expected 3 columns", "found 2"});
  ExpectError(ParseCsv("1,2,0\n3,4,5,6\n", "f.csv", "last"), kInvalid, {"f.csv:2", "found 4"});
}

TEST(CsvTest, WhatIsNoFiniteNumberIsNamed) {
  for (const std::string bad : {"abc", "", "nan", "-inf", "infinity", "1e999", "1e39", "0x10",
                                "1 2", "--1", "+-1", "1e", "\x1b[31m"}) {
    ExpectError(ParseCsv("h,i,label\n1,2,0\n3," + bad + ",1\n", "f.csv", "last"), kInvalid,
                {"f.csv:3", "column 2 ('i')", "finite number"});
  }
}

TEST(CsvTest, NumbersTooSmallForAFloatAreZero) {
  const auto table = ParseCsv("1e-60,5e-324,1e-999,0.1,1\n1,1,1,1,2\n", "f", "last");
  ASSERT_TRUE(table.ok()) << Message(table.status());
  EXPECT_EQ(ValuesOf(*table)[0], 0);
  EXPECT_EQ(ValuesOf(*table)[1], 0);
  EXPECT_EQ(ValuesOf(*table)[2], 0);
  EXPECT_EQ(ValuesOf(*table)[3], 0.1F);
}

TEST(CsvTest, LabelsThatAreMissingOrNoTextAreRefused) {
  ExpectError(ParseCsv("1,2,a\n3,4,\n", "f.csv", "last"), kInvalid,
              {"f.csv:2", "column 3", "label"});
  ExpectError(ParseCsv("1,2,a\n3,4,\xff\n", "f.csv", "last"), kInvalid, {"f.csv:2", "UTF-8"});
  ExpectError(ParseCsv("1,2,a\n3,4,\x1b[2J\n", "f.csv", "last"), kInvalid, {"f.csv:2", "'?[2J'"});
  EXPECT_FALSE(ParseCsv("1,2,a\n3,4," + std::string(257, 'x') + "\n", "f", "last").ok());
}

TEST(CsvTest, QuotesThatNeverCloseAreNamed) {
  ExpectError(ParseCsv("1,2,a\n3,\"4,b\n5,6,c\n", "f.csv", "last"), kInvalid, {"f.csv:2", "quote"});
  ExpectError(ParseCsv("1,\"2\"x,a\n", "f.csv", "last"), kInvalid, {"f.csv:1", "closing quote"});
}

// Long enough to be cut into several stretches.
std::string LongText(int64_t rows, const std::string& end_of_line) {
  std::string text = "pixel,other,digit" + end_of_line;
  for (int64_t row = 0; row < rows; ++row) {
    text += fmt::format("{}, 0.25 ,{}{}", row, "cab"[row % 3], end_of_line);
    if (row % 1000 == 0) text += end_of_line;
  }
  return text;
}

TEST(CsvTest, StretchesReadTogetherAreTheWholeFile) {
  constexpr int64_t kRows = 300'000;
  ThreadParts threads;
  for (const std::string end_of_line : {"\n", "\r\n"}) {
    const std::string text = LongText(kRows, end_of_line);
    ASSERT_GT(text.size(), size_t{3} << 20);
    const auto table = ParseCsv(text, "f.csv", "digit", &threads);
    ASSERT_TRUE(table.ok()) << Message(table.status());
    ASSERT_EQ(table->rows, kRows);
    const Floats values = ValuesOf(*table);
    for (int64_t row = 0; row < kRows; ++row) {
      ASSERT_EQ(values[static_cast<size_t>(2 * row)], static_cast<float>(row));
      ASSERT_EQ(table->labels.ids()[static_cast<size_t>(row)], row % 3);
    }
    EXPECT_EQ(table->labels.texts(), (std::vector<std::string>{"c", "a", "b"}));
  }
}

TEST(CsvTest, TheFirstErrorOfALongFileIsNamed) {
  ThreadParts threads;
  std::string text = LongText(300'000, "\n");
  const size_t late = text.find("250000,");
  text.replace(late, 6, "25000x");
  const int64_t line =
      1 + std::count(text.begin(), text.begin() + static_cast<int64_t>(late), '\n');
  ExpectError(ParseCsv(text, "f.csv", "last", &threads), kInvalid,
              {fmt::format("f.csv:{}:", line), "column 1 ('pixel')", "25000x"});
  text.replace(text.find("200000,"), 6, "20000y");
  ExpectError(ParseCsv(text, "f.csv", "last", &threads), kInvalid, {"20000y"});
  // A quote may hold line ends: the text is then read in one piece.
  text = LongText(300'000, "\n") + "1,2,\"two\nlines\"\n";
  ExpectError(ParseCsv(text, "f.csv", "last", &threads), kInvalid, {"two?lines"});
}

TEST(CsvTest, FilesWithoutRowsAreRefused) {
  for (const std::string text : {"", "\n\n", "a,b,c\n", "1\n2\n", "\xEF\xBB\xBF"}) {
    EXPECT_FALSE(ParseCsv(text, "f", "last").ok()) << text;
  }
}

}  // namespace
}  // namespace gridfold
