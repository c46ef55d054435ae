#include "worker/model/tree/grow_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <vector>

#include "tests/worker/model/tree/naive_tree.h"
#include "tests/worker/model/tree/tree_rows.h"

namespace gridfold {
namespace {

constexpr int64_t kClasses = 3;

DecisionTree Grown(const TreeRows& rows, const TreeSettings& settings) {
  auto tree = GrowTree(rows.x, rows.y, kClasses, settings, nullptr);
  EXPECT_TRUE(tree.ok()) << Message(tree.status());
  return *tree;
}

void ExpectNaive(const TreeRows& rows, const TreeSettings& settings) {
  const NaiveTree naive(rows.x, rows.y, kClasses, settings);
  EXPECT_EQ(Lines(Grown(rows, settings)), Lines(naive.tree()));
}

TEST(GrowTreeTest, EverySplitIsTheBestOfAll) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const TreeRows rows(seed, 150);
    for (const Criterion criterion : {Criterion::kGini, Criterion::kEntropy}) {
      TreeSettings settings;
      settings.criterion = criterion;
      ExpectNaive(rows, settings);
    }
  }
}

TEST(GrowTreeTest, StoppingRulesHold) {
  const TreeRows rows(11, 200);
  for (const Criterion criterion : {Criterion::kGini, Criterion::kEntropy}) {
    TreeSettings settings;
    settings.criterion = criterion;
    settings.min_samples_leaf = 7;
    ExpectNaive(rows, settings);
    settings.min_samples_leaf = 1;
    settings.min_samples_split = 31;
    ExpectNaive(rows, settings);
    settings.min_samples_split = 2;
    settings.min_impurity_decrease = 0.01;
    ExpectNaive(rows, settings);
    settings.max_depth = 2;
    ExpectNaive(rows, settings);
    settings.max_depth = 0;
    EXPECT_EQ(Grown(rows, settings).nodes.size(), 1u);
  }
}

TEST(GrowTreeTest, WeightsCountLikeRepeatedRows) {
  const TreeRows rows(21, 150);
  for (const Criterion criterion : {Criterion::kGini, Criterion::kEntropy}) {
    TreeSettings settings;
    settings.criterion = criterion;
    settings.class_weights = {0.7, 1.9, 3.1};
    ExpectNaive(rows, settings);
  }
}

TEST(GrowTreeTest, WeightsOfOneChangeNothing) {
  const TreeRows rows(22, 300);
  TreeSettings settings, weighted;
  weighted.class_weights = {1, 1, 1};
  EXPECT_EQ(Lines(Grown(rows, settings)), Lines(Grown(rows, weighted)));
}

TEST(GrowTreeTest, DeepestTreeCutIsTheTreeGrownToThatDepth) {
  const TreeRows rows(31, 900);
  TreeSettings settings;
  const DecisionTree deepest = Grown(rows, settings);
  const int64_t depth = SizeAt(deepest, std::numeric_limits<int32_t>::max()).depth;
  ASSERT_GT(depth, 8);
  for (settings.max_depth = 0; settings.max_depth <= depth + 1; ++settings.max_depth) {
    const DecisionTree grown = Grown(rows, settings);
    EXPECT_EQ(Lines(CutAt(deepest, settings.max_depth)), Lines(grown));
    const TreeSize size = SizeAt(deepest, settings.max_depth);
    EXPECT_EQ(size.nodes, static_cast<int64_t>(grown.nodes.size()));
    EXPECT_EQ(size.depth, std::min(depth, settings.max_depth));
    EXPECT_EQ(size.leaves, (size.nodes + 1) / 2);
  }
}

TEST(GrowTreeTest, EqualSplitsGoToTheFirstInTheNodesOrderAndTheLowestThreshold) {
  // Features 1 and 2 are equal and separate rows 0, 1 from 2, 3; feature 0 tells nothing.
  Matrix x(4, 3);
  const float values[] = {5, 1, 1, 5, 2, 2, 5, 4, 4, 5, 8, 8};
  std::copy(std::begin(values), std::end(values), x.data());
  const std::vector<int32_t> y = {0, 0, 1, 1};
  const auto tree = GrowTree(x, y, 2, {}, nullptr);
  ASSERT_TRUE(tree.ok());
  ASSERT_EQ(tree->nodes.size(), 3u);
  const FeatureOrder order = FeatureOrder::OfRoot();
  EXPECT_EQ(tree->nodes[0].feature, order.Rank(1) < order.Rank(2) ? 1 : 2);
  EXPECT_EQ(tree->nodes[0].threshold, 3);
  // Rows 0 and 3 against the two between: cutting off either one is as good.
  const std::vector<int32_t> outer = {0, 1, 1, 0};
  const auto second = GrowTree(x, outer, 2, {}, nullptr);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->nodes[0].threshold, 1.5);
}

TEST(FeatureOrderTest, EveryFeatureIsFirstInItsShareOfNodes) {
  std::vector<int> first(4, 0);
  FeatureOrder order = FeatureOrder::OfRoot();
  for (int node = 0; node < 4000; ++node) {
    order = order.OfChild(node % 3 == 0);
    int64_t lowest = 0;
    for (int64_t k = 1; k < 4; ++k) {
      if (order.Rank(k) < order.Rank(lowest)) lowest = k;
    }
    ++first[static_cast<size_t>(lowest)];
  }
  // 1000 each; the deviation of a binomial is 27.
  for (const int count : first) EXPECT_NEAR(count, 1000, 5 * 27);
}

TEST(GrowTreeTest, NoThresholdLiesBetweenNearlyEqualValues) {
  Matrix x(3, 1);
  x.row(0)[0] = 0.5f;
  x.row(1)[0] = 0.5f + 6e-8f;
  x.row(2)[0] = 0.75f;
  ASSERT_NE(x.row(0)[0], x.row(1)[0]);
  const auto tree = GrowTree(x, std::vector<int32_t>{0, 1, 1}, 2, {}, nullptr);
  ASSERT_TRUE(tree.ok());
  ASSERT_EQ(tree->nodes.size(), 3u);
  EXPECT_EQ(tree->RowsOf(1), 2);
}

TEST(GrowTreeTest, RowsThatAreAlikeOrOfOneClassAreALeaf) {
  Matrix x(4, 2);
  std::fill_n(x.data(), 8, 3.0f);
  EXPECT_EQ(GrowTree(x, std::vector<int32_t>{0, 1, 1, 2}, 3, {}, nullptr)->nodes.size(), 1u);
  x.row(1)[1] = 4;
  const auto one_class = GrowTree(x, std::vector<int32_t>{2, 2, 2, 2}, 3, {}, nullptr);
  ASSERT_EQ(one_class->nodes.size(), 1u);
  EXPECT_EQ(one_class->nodes[0].majority, 2);
}

TEST(GrowTreeTest, ManyRowsOnPixelLikeColumnsAgreeToo) {
  // Columns long enough for the radix sort and for stretches of a common value.
  const TreeRows rows(41, 4000);
  TreeSettings settings;
  settings.max_depth = 3;
  ExpectNaive(rows, settings);
}

TEST(GrowTreeTest, BadRowsAreRefusedAndStopEndsIt) {
  TreeRows rows(51, 50);
  const std::atomic<bool> stop = true;
  EXPECT_TRUE(absl::IsCancelled(GrowTree(rows.x, rows.y, kClasses, {}, &stop).status()));
  rows.x.row(7)[3] = std::numeric_limits<float>::quiet_NaN();
  const Status status = GrowTree(rows.x, rows.y, kClasses, {}, nullptr).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(Message(status).find("row 7, feature 3"), std::string::npos) << Message(status);
  EXPECT_EQ(GrowTree(Matrix(0, 3), {}, 2, {}, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(GrowTree(Matrix(2, 0), std::vector<int32_t>{0, 1}, 2, {}, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace gridfold
