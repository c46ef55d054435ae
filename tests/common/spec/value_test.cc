#include "common/spec/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gridfold {
namespace {

using ::testing::HasSubstr;

TEST(ValueTest, TextShowsTheTypeOfNumbers) {
  EXPECT_EQ(ToText(Value(true)), "true");
  EXPECT_EQ(ToText(Value(int64_t{-12})), "-12");
  EXPECT_EQ(ToText(Value(1.0)), "1.0");
  EXPECT_EQ(ToText(Value(0.001)), "0.001");
  EXPECT_EQ(ToText(Value(1e30)), "1e+30");
  EXPECT_EQ(ToText(Value(std::string("adam"))), "adam");
  EXPECT_EQ(ToText(Value(IntList{8, 16})), "[8, 16]");
  EXPECT_EQ(ToText(Value(IntList{})), "[]");
}

TEST(ValueTest, DoublesReadBackToTheSameDouble) {
  for (const double number : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 0.1 + 0.2}) {
    const auto point = PointFromJson(ToJson(Point{{"x", number}}));
    ASSERT_TRUE(point.ok()) << point.status();
    EXPECT_EQ(std::get<double>(point->at("x")), number);
  }
}

TEST(ValueTest, PointsSurviveJsonWithTheirTypes) {
  const Point point = {{"C", 1.0},
                       {"n", int64_t{1}},
                       {"big", std::numeric_limits<int64_t>::min()},
                       {"flag", false},
                       {"kernel", std::string("a \"quoted\"\n\x01 name")},
                       {"filters", IntList{8, 16}}};
  const auto back = PointFromJson(ToJson(point));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, point);
}

TEST(ValueTest, JsonIsCanonical) {
  EXPECT_EQ(ToJson(Point{{"kernel", std::string("rbf")}, {"C", 1.0}}),
            R"({"C":1.0,"kernel":"rbf"})");
  EXPECT_EQ(ToJson(Point{}), "{}");
  EXPECT_EQ(ToJson(Value(std::numeric_limits<double>::infinity())), "\"inf\"");
  EXPECT_EQ(ToJson(Value(-std::numeric_limits<double>::infinity())), "\"-inf\"");
  EXPECT_EQ(ToJson(Value(std::nan(""))), "\"nan\"");
}

TEST(ValueTest, BytesThatAreNoUtf8DoNotThrow) {
  EXPECT_EQ(ToJson(Value(std::string("\xff"))), "\"\xEF\xBF\xBD\"");
}

TEST(ValueTest, FingerprintsTellPointsApart) {
  const uint64_t one = Fingerprint({{"C", 1.0}});
  EXPECT_EQ(one, Fingerprint({{"C", 1.0}}));
  EXPECT_NE(one, Fingerprint({{"C", int64_t{1}}}));
  EXPECT_NE(one, Fingerprint({{"c", 1.0}}));
  EXPECT_NE(Fingerprint({{"C", std::string("1.0")}}), one);
  EXPECT_NE(Fingerprint({}), one);
}

TEST(ValueTest, EqualZerosHaveOneFingerprint) {
  EXPECT_EQ(Fingerprint({{"x", 0.0}}), Fingerprint({{"x", -0.0}}));
}

TEST(ValueTest, WhatIsNoPointIsRefused) {
  for (const char* json : {"", "[]", "1", "{", "{\"a\":null}", "{\"a\":{}}", "{\"a\":[1.5]}",
                           "{\"a\":[[1]]}", "{\"a\":9223372036854775808}", "{\"a\":1} x"}) {
    EXPECT_EQ(PointFromJson(json).status().code(), absl::StatusCode::kInvalidArgument) << json;
  }
  EXPECT_THAT(Message(PointFromJson("{\"a\":null}").status()), HasSubstr("a: expected"));
}

TEST(ValueTest, DeeplyNestedJsonIsRefusedWithoutHarm) {
  EXPECT_FALSE(PointFromJson("{\"a\":" + std::string(500'000, '[')).ok());
  EXPECT_FALSE(PointFromJson(std::string(2'000'000, ' ')).ok());
}

TEST(ValueTest, OnlyNumbersAreNumbers) {
  double number = 0;
  EXPECT_TRUE(ToNumber(Value(int64_t{3}), number));
  EXPECT_EQ(number, 3.0);
  EXPECT_TRUE(ToNumber(Value(0.5), number));
  EXPECT_EQ(number, 0.5);
  EXPECT_FALSE(ToNumber(Value(true), number));
  EXPECT_FALSE(ToNumber(Value(std::string("1")), number));
  EXPECT_FALSE(ToNumber(Value(IntList{1}), number));
}

}  // namespace
}  // namespace gridfold
