#include "common/data/value_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using testing::ElementsAre;

DataSet Rows(std::variant<DataSet::Pixels, DataSet::Floats> values) {
  DataSet data;
  data.train_rows = 2;
  data.test_rows = 1;
  data.features = 2;
  data.classes = {"a", "b"};
  data.labels = {0, 1, 1};
  data.values = std::move(values);
  return data;
}

TEST(ValueCountsTest, BinsAreEquallyWideAndTheLastHoldsTheGreatest) {
  const ValueCounts counts = CountValues(Rows(DataSet::Pixels{0, 63, 64, 127, 128, 255}), 4);
  EXPECT_EQ(counts.low, 0);
  EXPECT_EQ(counts.high, 255);
  EXPECT_THAT(counts.counts, ElementsAre(2, 2, 1, 1));  // bounds at 63.75, 127.5 and 191.25
}

TEST(ValueCountsTest, MeansAreOfRows) {
  const ValueCounts counts = CountRowMeans(Rows(DataSet::Floats{0, 2, -1, 1, 3, 3}), 3);
  EXPECT_EQ(counts.low, 0);
  EXPECT_EQ(counts.high, 3);
  EXPECT_THAT(counts.counts, ElementsAre(1, 1, 1));
}

TEST(ValueCountsTest, EqualValuesAreInTheMiddleHoweverLarge) {
  for (const float value : {0.0f, -7.0f, 1e30f}) {
    const ValueCounts counts = CountValues(Rows(DataSet::Floats(6, value)), 5);
    EXPECT_LT(counts.low, counts.high);
    EXPECT_THAT(counts.counts, ElementsAre(0, 0, 6, 0, 0));
  }
}

}  // namespace
}  // namespace gridfold
