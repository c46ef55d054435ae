#include "coordinator/store/columns.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/coordinator/store/sample_study.h"

namespace gridfold {
namespace {

StatusOr<Value> ThroughColumns(const Value& value) {
  auto database = Database::Open(":memory:", Database::Access::kReadWrite);
  const ValueColumns columns = ToColumns(value);
  Cursor row = (*database)->SelectSql("SELECT ?, ?, ?, ?");
  row.Bind(1, columns.type);
  row.Bind(2, columns.int_value);
  row.Bind(3, columns.real_value);
  row.Bind(4, columns.text_value);
  EXPECT_TRUE(row.Next());
  return ValueFromColumns(row, 0);
}

TEST(ColumnsTest, EveryTypeOfValueComesBackAsItself) {
  const Value values[] = {true,
                          false,
                          int64_t{0},
                          int64_t{1},
                          INT64_MIN,
                          0.1,
                          2.0,
                          std::numeric_limits<double>::infinity(),
                          std::string(""),
                          std::string("true"),
                          std::string("[8, 16]"),
                          std::string("ä\n\"'"),
                          IntList{},
                          IntList{8, -16, INT64_MAX}};
  for (const Value& value : values) {
    const auto back = ThroughColumns(value);
    ASSERT_OK(back.status());
    EXPECT_EQ(*back, value) << ToText(value);
    EXPECT_EQ(back->index(), value.index()) << ToText(value);
  }
}

TEST(ColumnsTest, NanComesBackAsNan) {
  const auto back = ThroughColumns(std::nan(""));
  ASSERT_OK(back.status());
  EXPECT_TRUE(std::isnan(std::get<double>(*back)));
}

TEST(ColumnsTest, ConfusionIsAMatrixInJson) {
  const auto json = ConfusionToJson({5, 1, 2, 4}, 2);
  ASSERT_OK(json.status());
  EXPECT_EQ(*json, "[[5,1],[2,4]]");
  EXPECT_EQ(*ConfusionFromJson("[[5,1],[2,4]]"), (std::vector<int32_t>{5, 1, 2, 4}));
  EXPECT_EQ(*ConfusionToJson({}, 10), std::nullopt);
}

TEST(ColumnsTest, ConfusionOfTheWrongSizeIsRefused) {
  for (const int32_t classes : {0, 1, 3, -2, INT32_MAX}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ConfusionToJson({1, 2, 3, 4}, classes).status()))
        << classes;
  }
}

TEST(ColumnsTest, DamagedTextsAreDataLoss) {
  for (const char* json : {"", "{}", "7", "[1,2]", "[[1,2],[3]]", "[[1,2]]", "[[1.5]]", "[[\"x\"]]",
                           "[[9999999999]]", "[[18446744073709551615]]", "[[["}) {
    EXPECT_TRUE(absl::IsDataLoss(ConfusionFromJson(json).status())) << json;
  }
  for (const char* json : {"", "{}", "[1]", "[\"a\",null]", "[\"a\""}) {
    EXPECT_TRUE(absl::IsDataLoss(TextsFromJson(json).status())) << json;
  }
  EXPECT_TRUE(absl::IsDataLoss(PredictionsFromBytes("12345").status()));
}

TEST(ColumnsTest, PredictionsAreLittleEndian) {
  const std::vector<int32_t> predictions = {1, -1, INT32_MIN, INT32_MAX, 258};
  const std::string bytes = PredictionsToBytes(predictions);
  EXPECT_EQ(bytes.substr(0, 4), std::string("\x01\0\0\0", 4));
  EXPECT_EQ(bytes.substr(16), std::string("\x02\x01\0\0", 4));
  EXPECT_EQ(*PredictionsFromBytes(bytes), predictions);
}

TEST(ColumnsTest, TextsComeBack) {
  const std::vector<std::string> texts = {"", "a,b", "\"", "é"};
  EXPECT_EQ(*TextsFromJson(TextsToJson(texts)), texts);
  // Bytes that are no UTF-8 must not throw.
  EXPECT_TRUE(TextsFromJson(TextsToJson({"\xff"})).ok());
}

}  // namespace
}  // namespace gridfold
