#include "client/text.h"

#include <gtest/gtest.h>

#include "client/table.h"

namespace gridfold {
namespace {

TEST(SafeTextTest, PlainAndForeignLettersStay) {
  EXPECT_EQ(SafeText("svm-rbf µ≈ 日本 😀"), "svm-rbf µ≈ 日本 😀");
}

TEST(SafeTextTest, EscapesAreShownNotObeyed) {
  EXPECT_EQ(SafeText("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(SafeText("x\r\ny\t\x7f"), "x\\x0d\\x0ay\\x09\\x7f");
  EXPECT_EQ(SafeText(std::string("\0", 1)), "\\x00");
  // U+009B is the one-character form of ESC [.
  EXPECT_EQ(SafeText("\xC2\x9B"
                     "31m"),
            "\\x9b31m");
}

TEST(SafeTextTest, DirectionOverridesAndInvisiblesAreShown) {
  EXPECT_EQ(SafeText("a\xE2\x80\xAE"
                     "b"),
            "a\\u202eb");
  EXPECT_EQ(SafeText("\xE2\x80\x8B"), "\\u200b");
  EXPECT_EQ(SafeText("\xE2\x81\xA6"), "\\u2066");
}

TEST(SafeTextTest, BytesThatAreNoUtf8AreShown) {
  EXPECT_EQ(SafeText("\xFF"), "\\xff");
  EXPECT_EQ(SafeText("\xC3"), "\\xc3");                             // cut off
  EXPECT_EQ(SafeText("\xC0\x9B"), "\\xc0\\x9b");                    // overlong ESC
  EXPECT_EQ(SafeText("\xED\xA0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(SafeText("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // past U+10FFFF
}

TEST(SafeTextTest, ASecondTimeChangesNothing) {
  const std::string once = SafeText("\x1b\xE2\x80\xAE\xFF ok");
  EXPECT_EQ(SafeText(once), once);
}

TEST(TextTest, WidthCountsCodePoints) {
  EXPECT_EQ(DisplayWidth("≈ab"), 3u);
  EXPECT_EQ(Clip("≈ab", 1), "≈");
  EXPECT_EQ(Clip("≈ab", 9), "≈ab");
  EXPECT_EQ(Clip("abc", 0), "");
}

TEST(TextTest, ScoresKeepDigitsThatMatter) {
  EXPECT_EQ(FormatScore(0.98333333), "0.9833");
  EXPECT_EQ(FormatScore(0.000123456), "0.0001235");
  EXPECT_EQ(FormatScore(0.00584), "0.0058");
  EXPECT_EQ(FormatScore(0.0), "0.0000");
  EXPECT_EQ(FormatScore(1.0), "1.0000");
  EXPECT_EQ(FormatScore(1021562.0), "1021562");
  EXPECT_EQ(FormatScore(13287.5), "13287.5000");
  EXPECT_EQ(FormatScore(1e18), "1e+18");
  EXPECT_EQ(FormatScore(std::nullopt), "-");
}

TEST(TextTest, PointsAreNamedValues) {
  EXPECT_EQ(FormatPoint({{"C", Value(1.0)}, {"kernel", Value(std::string("r\x1b"))}}),
            "C=1, kernel=r\\x1b");
}

TEST(TextTableTest, NumbersGoRightAndLinesHaveNoTail) {
  TextTable table;
  table.AddColumn("name", TextTable::Align::kLeft);
  table.AddColumn("n", TextTable::Align::kRight);
  table.AddColumn("≈", TextTable::Align::kLeft);
  table.AddRow({"a", "1", "≈"});
  table.AddRow({"longer", "1000", ""});
  EXPECT_EQ(table.Text(false),
            "name       n  ≈\n"
            "a          1  ≈\n"
            "longer  1000\n");
}

TEST(TextTableTest, CellsCannotSteerTheTerminal) {
  TextTable table;
  table.AddColumn("t\x1b", TextTable::Align::kLeft);
  table.AddRow({"\x1b]0;x\x07"});
  const std::string text = table.Text(false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
}

TEST(TextTableTest, ColoursAreOnlyInTheTitles) {
  TextTable table;
  table.AddColumn("a", TextTable::Align::kLeft);
  table.AddRow({"b"});
  EXPECT_EQ(table.Text(true), "\x1b[1ma\x1b[0m\nb\n");
}

TEST(FactsTest, EmptyTextsAreLeftOut) {
  Facts facts;
  facts.Add("state", "ACTIVE");
  facts.Add("reason", "");
  facts.Add("n", "1");
  EXPECT_EQ(facts.Text(), "state  ACTIVE\nn      1\n");
}

}  // namespace
}  // namespace gridfold
