#include "worker/model/cluster/cluster_scores.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/worker/model/cluster/cluster_rows.h"
#include "worker/model/cluster/cluster_classes.h"

namespace gridfold {
namespace {

using Labels = std::vector<int32_t>;

TEST(AdjustedRandIndexTest, GivesScikitLearnsNumbers) {
  // adjusted_rand_score of scikit-learn 1.2.1.
  EXPECT_EQ(AdjustedRandIndex(Labels{0, 0, 1, 1}, Labels{5, 5, 2, 2}), 1);
  EXPECT_NEAR(AdjustedRandIndex(Labels{0, 0, 1, 2}, Labels{0, 0, 1, 1}), 0.5714285714285714, 1e-12);
  EXPECT_NEAR(AdjustedRandIndex(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1}), -0.5, 1e-12);
  EXPECT_NEAR(AdjustedRandIndex(Labels{0, 0, 0, 0}, Labels{0, 1, 2, 3}), 0, 1e-12);
  EXPECT_EQ(AdjustedRandIndex(Labels{7}, Labels{3}), 1);
  EXPECT_EQ(AdjustedRandIndex(Labels{}, Labels{}), 1);
}

TEST(SilhouetteTest, GivesScikitLearnsNumbers) {
  Matrix x(6, 2);
  const float values[] = {0, 0, 0, 1, 4, 0, 4, 3, 9, 9, 0, 2};
  std::copy(values, values + 12, x.data());
  // silhouette_score of scikit-learn 1.2.1; cluster 2 has one row, cluster 1 none.
  const auto score = Silhouette(x, Labels{0, 0, 3, 3, 2, 0}, nullptr);
  ASSERT_TRUE(score);
  EXPECT_NEAR(*score, 0.4513995925848846, 1e-12);
  BackwardsRunner crew;
  EXPECT_EQ(Silhouette(x, Labels{0, 0, 3, 3, 2, 0}, &crew), score);
}

TEST(SilhouetteTest, IsAbsentWhereItHasNoMeaning) {
  const Matrix x = Clouds(3, 2, 1, 1);
  EXPECT_FALSE(Silhouette(x, Labels{1, 1, 1}, nullptr));
  EXPECT_FALSE(Silhouette(x, Labels{0, 1, 2}, nullptr));
  EXPECT_FALSE(Silhouette({}, {}, nullptr));
}

TEST(SilhouetteTest, RowsThatAreEqualCountAsNothing) {
  Matrix x(4, 1);
  std::ranges::fill(x.values(), 5.0F);
  EXPECT_EQ(Silhouette(x, Labels{0, 0, 1, 1}, nullptr), 0.0);
}

TEST(MajorityClassesTest, TiesGoToTheLowerClassAndEmptyClustersToTheLargest) {
  const Labels clusters = {0, 0, 0, 1, 1, 3, 3, 3};
  const Labels classes = {2, 1, 2, 4, 0, 4, 4, 1};
  EXPECT_EQ(MajorityClasses(clusters, classes, 4, 5), (Labels{2, 0, 4, 4}));
  EXPECT_EQ(ToClasses(clusters, Labels{2, 0, 4, 4}), (Labels{2, 2, 2, 0, 0, 4, 4, 4}));
}

}  // namespace
}  // namespace gridfold
