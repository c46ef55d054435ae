#include "common/data/class_mean.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using testing::ElementsAre;

// Class 0: (0, 0), (4, 0), (1, 0), (3, 8) in rows 0, 1, 3, 4; class 1: (9, 9) in row 2; a test row.
DataSet Points() {
  DataSet data;
  data.train_rows = 5;
  data.test_rows = 1;
  data.features = 2;
  data.classes = {"a", "b", "only a test row"};
  data.labels = {0, 0, 1, 0, 0, 2};
  data.values = DataSet::Floats{0, 0, 4, 0, 9, 9, 1, 0, 3, 8, 100, 100};
  return data;
}

TEST(ClassMeanTest, NearestAndFarthestAreByDistanceToTheMean) {
  const DataSet data = Points();
  const ClassMean mean = MeanOfRows(data, TrainRowsByClass(data)[0]);
  EXPECT_THAT(mean.mean, ElementsAre(2, 2));
  EXPECT_EQ(mean.nearest, 3);   // (1, 0), squared 5; (0, 0) and (4, 0) have 8
  EXPECT_EQ(mean.farthest, 4);  // (3, 8), squared 37
}

TEST(ClassMeanTest, OfEqualRowsTheFirstCounts) {
  const DataSet data = Points();
  const std::vector<int64_t> rows = {1, 0};
  const ClassMean mean = MeanOfRows(data, rows);
  EXPECT_EQ(mean.nearest, 1);
  EXPECT_EQ(mean.farthest, 1);
}

TEST(ClassMeanTest, BytesAreTakenAsTheyAre) {
  DataSet data = Points();
  data.values = DataSet::Pixels{255, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0};
  EXPECT_THAT(MeanOfRows(data, TrainRowsByClass(data)[0]).mean, ElementsAre(64, 0));
}

TEST(ClassMeanTest, TestRowsBelongToNoList) {
  EXPECT_THAT(TrainRowsByClass(Points()),
              ElementsAre(ElementsAre(0, 1, 3, 4), ElementsAre(2), ElementsAre()));
}

}  // namespace
}  // namespace gridfold
