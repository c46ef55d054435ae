#include "worker/model/tree/decision_tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/worker/model/tree/small_tree.h"
#include "tests/worker/model/tree/tree_rows.h"
#include "worker/model/tree/grow_tree.h"

namespace gridfold {
namespace {

TEST(DecisionTreeTest, RowsFallToTheLeftWhenTheyAreAtMostTheThreshold) {
  const DecisionTree tree = SmallTree();
  const float rows[][3] = {{0, 0, 0.5f}, {-1.25f, 0, 0.6f}, {-1.2f, 0, 9}, {0, 0, NAN}};
  EXPECT_EQ(LeafOf(tree, rows[0]), 1);
  EXPECT_EQ(LeafOf(tree, rows[1]), 3);
  EXPECT_EQ(LeafOf(tree, rows[2]), 4);
  EXPECT_EQ(LeafOf(tree, rows[3]), 4);
}

TEST(DecisionTreeTest, SizesAndCutsAreThoseOfTheDepth) {
  const DecisionTree tree = SmallTree();
  const TreeSize size = SizeAt(tree, 1);
  EXPECT_EQ(size.depth, 1);
  EXPECT_EQ(size.leaves, 2);
  EXPECT_EQ(size.nodes, 3);
  EXPECT_EQ(SizeAt(tree, 100).leaves, 3);
  const DecisionTree cut = CutAt(tree, 1);
  ASSERT_EQ(cut.nodes.size(), 3u);
  EXPECT_EQ(cut.nodes[0].right, 2);
  EXPECT_TRUE(cut.nodes[2].is_leaf());
  EXPECT_EQ(cut.nodes[2].feature, -1);
  EXPECT_EQ(cut.counts, (std::vector<int32_t>{10, 7, 4, 0, 6, 7}));
}

TEST(DecisionTreeTest, MajorityCountsWeightsAndPrefersTheLowestOfEquals) {
  const std::vector<double> weights = {1, 2, 1};
  EXPECT_EQ(MajorityClass(std::vector<int32_t>{3, 2, 0}, weights), 1);
  EXPECT_EQ(MajorityClass(std::vector<int32_t>{4, 2, 4}, weights), 0);
  EXPECT_EQ(MajorityClass(std::vector<int32_t>{0, 0, 1}, weights), 2);
}

TEST(DecisionTreeTest, ImpuritiesAreThoseOfTheFormulas) {
  const std::vector<double> ones = {1, 1, 1};
  const std::vector<int32_t> counts = {1, 1, 2};
  EXPECT_DOUBLE_EQ(Impurity(Criterion::kGini, counts, ones), 1 - (1.0 + 1 + 4) / 16);
  EXPECT_DOUBLE_EQ(Impurity(Criterion::kEntropy, counts, ones), 1.5);
  EXPECT_EQ(Impurity(Criterion::kEntropy, std::vector<int32_t>{0, 5, 0}, ones), 0);
  EXPECT_EQ(Impurity(Criterion::kGini, std::vector<int32_t>{0, 0, 0}, ones), 0);
  EXPECT_DOUBLE_EQ(
      Impurity(Criterion::kGini, std::vector<int32_t>{2, 1, 0}, std::vector<double>{1, 2, 1}), 0.5);
}

TEST(DecisionTreeTest, OneWalkServesEveryDepth) {
  const TreeRows rows(3, 600), others(4, 200);
  const auto tree = GrowTree(rows.x, rows.y, 3, {}, nullptr);
  ASSERT_TRUE(tree.ok());
  const int64_t none = std::numeric_limits<int32_t>::max();
  const std::vector<int64_t> depths = {5, 0, none, 2, 5};
  const auto together = PredictAt(*tree, others.x, depths);
  ASSERT_EQ(together.size(), depths.size());
  for (size_t d = 0; d < depths.size(); ++d) {
    const DecisionTree cut = CutAt(*tree, depths[d]);
    for (int64_t r = 0; r < 200; ++r) {
      const auto leaf = static_cast<size_t>(LeafOf(cut, others.x.row(r)));
      ASSERT_EQ(together[d][static_cast<size_t>(r)], cut.nodes[leaf].majority);
    }
  }
}

}  // namespace
}  // namespace gridfold
