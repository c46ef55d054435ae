#include "common/data/csv.h"

#include <gtest/gtest.h>

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

TEST(CsvTest, FilesWithoutRowsAreRefused) {
  for (const std::string text : {"", "\n\n", "a,b,c\n", "1\n2\n", "\xEF\xBB\xBF"}) {
    EXPECT_FALSE(ParseCsv(text, "f", "last").ok()) << text;
  }
}

}  // namespace
}  // namespace gridfold
