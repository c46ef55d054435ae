#include "common/spec/scalar.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

TEST(ScalarTest, NumbersAreRead) {
  EXPECT_EQ(ReadScalar("12").value, Value(int64_t{12}));
  EXPECT_EQ(ReadScalar("+12").value, Value(int64_t{12}));
  EXPECT_EQ(ReadScalar("-9223372036854775808").value, Value(INT64_MIN));
  EXPECT_EQ(ReadScalar("1e-4").value, Value(1e-4));
  EXPECT_EQ(ReadScalar("1.").value, Value(1.0));
  EXPECT_EQ(ReadScalar(".5").value, Value(0.5));
  EXPECT_EQ(ReadScalar("+.5E+1").value, Value(5.0));
}

TEST(ScalarTest, NegativeZeroIsZero) { EXPECT_EQ(ToText(ReadScalar("-0.0").value), "0.0"); }

TEST(ScalarTest, BoolsAreRead) {
  for (const char* text : {"true", "True", "TRUE"}) {
    EXPECT_EQ(ReadScalar(text).value, Value(true)) << text;
  }
  for (const char* text : {"false", "False", "FALSE"}) {
    EXPECT_EQ(ReadScalar(text).value, Value(false)) << text;
  }
}

TEST(ScalarTest, WhatOnlyLooksLikeANumberIsText) {
  for (const char* text : {"", "-", "+", ".", "e5", "1e", "1e+", "0x10", "0o7", "1_000", "1 2",
                           "--1", "+-1", "1.2.3", "yes", "nan", "inf", "1,5", "$C"}) {
    EXPECT_EQ(ReadScalar(text).kind, ScalarKind::kText) << text;
  }
}

TEST(ScalarTest, NumbersThatNoTypeHoldsAreNotFinite) {
  for (const char* text : {".nan", ".NaN", ".inf", "-.inf", "+.INF", "1e999", "-1e999",
                           "9223372036854775808", "99999999999999999999999"}) {
    EXPECT_EQ(ReadScalar(text).kind, ScalarKind::kNotFinite) << text;
  }
}

TEST(ScalarTest, QuotesAreShortAndHarmless) {
  EXPECT_EQ(Quote("abc"), "'abc'");
  EXPECT_EQ(Quote("a\x1b[31m\n"), "'a?[31m?'");
  EXPECT_EQ(Quote(std::string(61, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(ScalarTest, QuotesDoNotCutCharactersInHalf) {
  // 59 bytes, then a character of two bytes that would be cut after the first.
  EXPECT_EQ(Quote(std::string(59, 'x') + "\xC3\xA9 and more"), "'" + std::string(59, 'x') + "...'");
}

TEST(ScalarTest, PlainNamesAreOfTheAllowList) {
  for (const char* name : {"a", "_a", "9", "svm-rbf_1.2"}) EXPECT_TRUE(IsPlainName(name)) << name;
  for (const char* name : {"", ".", "..", ".a", "-a", "a/b", "a b", "a\n", "\xC3\xA9", "a;b"}) {
    EXPECT_FALSE(IsPlainName(name)) << name;
  }
  EXPECT_TRUE(IsPlainName(std::string(100, 'a')));
  EXPECT_FALSE(IsPlainName(std::string(101, 'a')));
}

TEST(ScalarTest, AlternativesReadLikeASentence) {
  EXPECT_EQ(Alternatives({"a"}), "a");
  EXPECT_EQ(Alternatives({"a", "b"}), "a or b");
  EXPECT_EQ(Alternatives({"a", "b", "c"}), "a, b or c");
}

}  // namespace
}  // namespace gridfold
