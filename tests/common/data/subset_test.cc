#include "common/data/subset.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

TEST(ApportionTest, SharesFollowTheLargestRemainder) {
  const std::vector<int64_t> counts = {8, 6, 9};
  EXPECT_EQ(Apportion(counts, 0), (std::vector<int64_t>{0, 0, 0}));
  EXPECT_EQ(Apportion(counts, 6), (std::vector<int64_t>{2, 2, 2}));  // 2.09 1.57 2.35
  EXPECT_EQ(Apportion(counts, 5), (std::vector<int64_t>{2, 1, 2}));  // 1.74 1.30 1.96
  EXPECT_EQ(Apportion(counts, 23), counts);
  EXPECT_EQ(Apportion(std::vector<int64_t>{3, 3, 3}, 4), (std::vector<int64_t>{2, 1, 1}));
  EXPECT_EQ(Apportion(std::vector<int64_t>{0, 5}, 5), (std::vector<int64_t>{0, 5}));
  EXPECT_EQ(Apportion({}, 0), std::vector<int64_t>());
}

TEST(DrawRowsTest, DrawIsFixedForEver) {
  Random random(7);
  std::vector<int32_t> labels(10'000);
  for (int32_t& label : labels) {
    const uint64_t first = random.Below(10);
    label = static_cast<int32_t>(std::min(first, random.Below(10)));
  }
  const auto rows = DrawRows(labels, 10, 2000, 3001, 42);
  ASSERT_TRUE(rows.ok());
  const auto hash = [](const std::vector<int64_t>& values) {
    const std::vector<int32_t> narrow(values.begin(), values.end());
    return Sha256Hex({reinterpret_cast<const char*>(narrow.data()), narrow.size() * 4});
  };
  // From a second implementation in Python.
  EXPECT_EQ(hash(rows->train), "898e54b336745f773603fbb916e432356f82850a7af959c74bbaf24a48e0f0c7");
  EXPECT_EQ(hash(rows->test), "bee4ad40d6cacc2772ddeba2cb9adbdac9b6c6a6657a9702561862aff182ce1f");
  std::set<int64_t> all(rows->train.begin(), rows->train.end());
  all.insert(rows->test.begin(), rows->test.end());
  EXPECT_EQ(all.size(), 5001u) << "no row is drawn twice";
}

// `train` + `test` rows of one feature, which is the row's number; classes in turn.
DataSet Numbered(int64_t train, int64_t test, int32_t classes) {
  DataSet data;
  data.name = "numbered";
  data.train_rows = train;
  data.test_rows = test;
  data.features = 1;
  DataSet::Floats values;
  for (int32_t c = 0; c < classes; ++c) data.classes.push_back(fmt::format("{}", c));
  for (int64_t row = 0; row < train + test; ++row) {
    values.push_back(static_cast<float>(row));
    data.labels.push_back(static_cast<int32_t>(row) % classes);
  }
  data.values = std::move(values);
  return data;
}

std::vector<float> SortedValues(const DataSet& data, bool test) {
  const auto& values = std::get<DataSet::Floats>(data.values);
  const auto middle = values.begin() + data.train_rows;
  std::vector<float> part(test ? middle : values.begin(), test ? values.end() : middle);
  std::sort(part.begin(), part.end());
  return part;
}

TEST(DrawSubsetTest, BothCountsDrawFromAllRowsKeepingLabels) {
  const auto data = DrawSubset(Numbered(60, 40, 4), 30, 20, 1);
  ASSERT_TRUE(data.ok());
  EXPECT_EQ(data->train_rows, 30);
  EXPECT_EQ(data->test_rows, 20);
  const auto& values = std::get<DataSet::Floats>(data->values);
  std::vector<int> train_counts(4, 0);
  for (size_t row = 0; row < 50; ++row) {
    EXPECT_EQ(data->labels[row], static_cast<int>(values[row]) % 4);
    if (row < 30) ++train_counts[static_cast<size_t>(data->labels[row])];
  }
  EXPECT_EQ(train_counts, (std::vector<int>{8, 8, 7, 7}));
  EXPECT_GT(SortedValues(*data, false).back(), 60) << "former test rows may train";
  EXPECT_EQ(SerializeDataSet(*data), SerializeDataSet(*DrawSubset(Numbered(60, 40, 4), 30, 20, 1)));
  EXPECT_NE(SerializeDataSet(*data), SerializeDataSet(*DrawSubset(Numbered(60, 40, 4), 30, 20, 2)));
}

TEST(DrawSubsetTest, OneCountLeavesTheOtherPartWhole) {
  const auto fewer_train = DrawSubset(Numbered(60, 40, 4), 30, std::nullopt, 1);
  ASSERT_TRUE(fewer_train.ok());
  EXPECT_EQ(fewer_train->train_rows, 30);
  EXPECT_EQ(fewer_train->test_rows, 40);
  EXPECT_LT(SortedValues(*fewer_train, false).back(), 60);
  EXPECT_EQ(SortedValues(*fewer_train, true).front(), 60);
  const auto fewer_test = DrawSubset(Numbered(60, 40, 4), std::nullopt, 10, 1);
  ASSERT_TRUE(fewer_test.ok());
  EXPECT_EQ(fewer_test->train_rows, 60);
  EXPECT_EQ(fewer_test->test_rows, 10);
  EXPECT_EQ(SortedValues(*fewer_test, false).back(), 59);
  EXPECT_GE(SortedValues(*fewer_test, true).front(), 60);
}

TEST(DrawSubsetTest, OneCountOfUndividedRowsLeavesTheRest) {
  const auto held_out = DrawSubset(Numbered(100, 0, 4), std::nullopt, 20, 1);
  ASSERT_TRUE(held_out.ok());
  EXPECT_EQ(held_out->train_rows, 80);
  EXPECT_EQ(held_out->test_rows, 20);
  const auto rest = DrawSubset(Numbered(100, 0, 4), 30, std::nullopt, 1);
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->train_rows, 30);
  EXPECT_EQ(rest->test_rows, 70);
  const auto none = DrawSubset(Numbered(100, 0, 4), 30, 0, 1);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none->rows(), 30);
}

TEST(DrawSubsetTest, MoreRowsThanThereAreIsRefused) {
  for (const auto& [train, test] :
       std::vector<std::pair<std::optional<int64_t>, std::optional<int64_t>>>{
           {101, 0},
           {0, 101},
           {60, 41},
           {61, {}},
           {{}, 41},
           {-1, 5},
           {5, -1},
           {{}, -1},
           {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::max()}}) {
    EXPECT_EQ(DrawSubset(Numbered(60, 40, 4), train, test, 1).status().code(), kInvalid)
        << train.value_or(-99) << " " << test.value_or(-99);
  }
  ExpectError(DrawSubset(Numbered(60, 40, 4), 61, {}, 1), kInvalid,
              {"dataset.train", "0 to 60", "61"});
}

}  // namespace
}  // namespace gridfold
