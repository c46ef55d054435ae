#include "common/data/data_set.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/base/random.h"
#include "common/data/table.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

DataSet Small() {
  DataSet data;
  data.name = "small";
  data.train_rows = 2;
  data.test_rows = 1;
  data.features = 4;
  data.shape = ImageShape{2, 2, 1};
  data.classes = {"cat", "d\xc3\xb6g"};
  data.labels = {0, 1, 1};
  data.values = DataSet::Floats{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  return data;
}

TEST(DataSetTest, BlobIsReadBackAndTheSameForTheSameContent) {
  DataSet pixels = Small();
  pixels.values = DataSet::Pixels(12, 255);
  pixels.shape.reset();
  for (const DataSet& data : {Small(), pixels}) {
    const std::string blob = SerializeDataSet(data);
    EXPECT_EQ(blob, SerializeDataSet(data));
    const auto again = ParseDataSet(blob);
    ASSERT_TRUE(again.ok()) << Message(again.status());
    EXPECT_EQ(again->name, data.name);
    EXPECT_EQ(again->train_rows, 2);
    EXPECT_EQ(again->test_rows, 1);
    EXPECT_EQ(again->shape, data.shape);
    EXPECT_EQ(again->values, data.values);
    EXPECT_EQ(again->labels, data.labels);
    EXPECT_EQ(again->classes, data.classes);
  }
}

TEST(DataSetTest, RowsAreCopiedAsFloats) {
  DataSet data = Small();
  float row[4];
  data.CopyRow(1, row);
  EXPECT_EQ(row[0], 4);
  EXPECT_EQ(row[3], 7);
  data.values = DataSet::Pixels{0, 1, 2, 3, 4, 5, 6, 7, 200, 201, 202, 255};
  data.CopyRow(2, row);
  EXPECT_EQ(row[0], 200);
  EXPECT_EQ(row[3], 255);
}

TEST(DataSetTest, BlobsThatAreCutOrPaddedAreRefused) {
  const std::string blob = SerializeDataSet(Small());
  for (size_t size = 0; size < blob.size(); ++size) {
    ExpectError(ParseDataSet(blob.substr(0, size)), kLoss, {"data set blob"});
  }
  ExpectError(ParseDataSet(blob + "x"), kLoss, {"data set blob"});
}

TEST(DataSetTest, BlobsWhoseHeadersLieAreRefused) {
  const std::string blob = SerializeDataSet(Small());
  const auto with = [&](const std::string& from, const std::string& to) {
    EXPECT_EQ(from.size(), to.size());
    std::string bytes = blob;
    return bytes.replace(bytes.find(from), to.size(), to);
  };
  ExpectError(ParseDataSet(with("\"train_rows\":2", "\"train_rows\":9")), kLoss, {"9 + 1 rows"});
  ExpectError(ParseDataSet(with("\"features\":4", "\"features\":0")), kLoss,
              {"0 features, found 60 bytes"});
  ExpectError(ParseDataSet(with("\"values\":\"f4\"", "\"values\":\"x4\"")), kLoss, {"header"});
  ExpectError(ParseDataSet(with("[2,2,1]", "[2,2,3]")), kLoss, {"2 x 2 x 3"});
  ExpectError(ParseDataSet(with("[2,2,1]", "[[[[1]]")), kLoss, {"header"});
  std::string negative = blob;
  negative.resize(8);
  negative += std::string(8, '\xff');
  ExpectError(ParseDataSet(negative + "{}"), kLoss, {"expected a header of"});
}

TEST(DataSetTest, DamagedBlobsNeverCrash) {
  const std::string blob = SerializeDataSet(Small());
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = blob;
    bytes[random.Below(bytes.size())] = static_cast<char>(random.Next());
    bytes[random.Below(bytes.size())] = static_cast<char>(random.Next());
    const auto result = ParseDataSet(bytes);
    if (result.ok()) {
      EXPECT_TRUE(ValidateDataSet(*result).ok());
    }
  }
}

void ExpectInvalid(const DataSet& data, const std::string& part) {
  const Status status = ValidateDataSet(data);
  EXPECT_EQ(status.code(), kInvalid);
  EXPECT_NE(Message(status).find(part), std::string::npos) << Message(status);
}

TEST(DataSetTest, ValidationNamesRowAndColumn) {
  EXPECT_TRUE(ValidateDataSet(Small()).ok());
  DataSet data = Small();
  std::get<DataSet::Floats>(data.values)[6] = std::numeric_limits<float>::quiet_NaN();
  ExpectInvalid(data, "row 1, column 2");
  data = Small();
  data.labels[2] = 2;
  ExpectInvalid(data, "row 2: expected a class from 0 to 1, found 2");
  data = Small();
  data.labels[1] = 0;
  ExpectInvalid(data, "at least two classes in the training rows, found 1");
  data = Small();
  data.labels.pop_back();
  ExpectInvalid(data, "expected 3 labels, found 2");
  data = Small();
  std::get<DataSet::Floats>(data.values).pop_back();
  ExpectInvalid(data, "found 11");
  data = Small();
  data.shape->channels = 3;
  ExpectInvalid(data, "2 x 2 x 3");
}

Table TableOf(const std::vector<std::string>& labels, int64_t features, float value) {
  Table table;
  table.name = "t.csv";
  table.rows = static_cast<int64_t>(labels.size());
  table.features = features;
  for (const std::string& label : labels) table.labels.Add(label);
  table.values = DataSet::Floats(labels.size() * static_cast<size_t>(features), value);
  return table;
}

TEST(TableTest, NumericClassesAreSortedAsNumbersAndTextsByText) {
  const auto numbers =
      JoinTables("t", {TableOf({"10", "9", "3.0", "3", "+9", "-1"}, 3, 0.5F), {}}, {});
  ASSERT_TRUE(numbers.ok());
  EXPECT_EQ(numbers->classes, (std::vector<std::string>{"-1", "3.0", "9", "10"}));
  EXPECT_EQ(numbers->labels, (std::vector<int32_t>{3, 2, 1, 1, 2, 0}));
  const auto texts = JoinTables("t", {TableOf({"10", "9", "b", "a", "nan"}, 3, 0.5F), {}}, {});
  ASSERT_TRUE(texts.ok());
  EXPECT_EQ(texts->classes, (std::vector<std::string>{"10", "9", "a", "b", "nan"}));
}

TEST(TableTest, TestRowsMustHaveKnownClassesAndTheSameColumns) {
  const auto joined =
      JoinTables("t", {TableOf({"1", "2"}, 3, 0.5F), TableOf({"2.0"}, 3, 0.25F)}, {});
  ASSERT_TRUE(joined.ok());
  EXPECT_EQ(joined->labels, (std::vector<int32_t>{0, 1, 1}));
  EXPECT_EQ(std::get<DataSet::Floats>(joined->values)[8], 0.25F);
  ExpectError(JoinTables("t", {TableOf({"1", "2"}, 3, 0), TableOf({"2", "cat"}, 3, 0)}, {}),
              kInvalid, {"t.csv: row 2", "'cat'"});
  ExpectError(JoinTables("t", {TableOf({"1", "2"}, 3, 0), TableOf({"2"}, 4, 0)}, {}), kInvalid,
              {"expected 3 features", "found 4"});
}

TEST(TableTest, SquareRowsBecomePicturesAndWholeBytesPixels) {
  const auto square = JoinTables("t", {TableOf({"1", "2"}, 9, 7), {}}, {});
  ASSERT_TRUE(square.ok());
  EXPECT_EQ(square->shape, (ImageShape{3, 3, 1}));
  EXPECT_EQ(std::get<DataSet::Pixels>(square->values), DataSet::Pixels(18, 7));
  const auto wide = JoinTables("t", {TableOf({"1", "2"}, 12, 7), {}}, ImageShape{2, 2, 3});
  ASSERT_TRUE(wide.ok());
  EXPECT_EQ(wide->shape, (ImageShape{2, 2, 3}));
  for (const auto& [features, value] :
       {std::pair(12, 7.0F), {9, 7.5F}, {9, 256}, {9, 1}, {9, -1}}) {
    const auto kept = JoinTables("t", {TableOf({"1", "2"}, features, value), {}}, {});
    EXPECT_TRUE(std::holds_alternative<DataSet::Floats>(kept->values)) << features << " " << value;
  }
  ExpectError(JoinTables("t", {TableOf({"1", "2"}, 9, 7), {}}, ImageShape{2, 2, 1}), kInvalid,
              {"expected 4 features", "found 9"});
}

}  // namespace
}  // namespace gridfold
