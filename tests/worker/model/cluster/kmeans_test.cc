#include "worker/model/cluster/kmeans.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/worker/model/cluster/cluster_rows.h"
#include "worker/model/cluster/cluster_scores.h"
#include "worker/model/cluster/mini_batch.h"
#include "worker/model/cluster/start_centres.h"

namespace gridfold {
namespace {

std::vector<int32_t> InTurn(int64_t rows, int64_t groups) {
  std::vector<int32_t> labels;
  for (int64_t r = 0; r < rows; ++r) labels.push_back(static_cast<int32_t>(r % groups));
  return labels;
}

StatusOr<Clustering> Fit(const Matrix& x, const KMeansSettings& settings, bool mini_batch,
                         PartRunner* crew = nullptr) {
  if (mini_batch) return FitMiniBatch(MeanRows::Of(x), settings, crew, nullptr);
  return FitKMeans(CentreRows(x, crew), settings, crew, nullptr);
}

TEST(CentredRowsTest, SomeRowsAreCentredAsAllAre) {
  const Matrix x = Clouds(700, 9, 4, 3);
  const CentredRows all = CentreRows(x, nullptr);
  const std::vector<int64_t> places = {699, 3, 3, 512};
  const CentredRows some = CentreSome(MeanRows::Of(x), places), taken = TakeRows(all, places);
  EXPECT_EQ(some.mean, all.mean);
  EXPECT_EQ(some.squares, taken.squares);
  EXPECT_TRUE(std::equal(some.x.data(), some.x.data() + 4 * 9, taken.x.data()));
}

TEST(PlusPlusTest, EachOfFarGroupsGetsOneCentre) {
  // Random rows would miss one of eight groups in 99.8 % of all choices.
  const CentredRows rows = CentreRows(Clouds(1600, 6, 8, 60), nullptr);
  std::vector<Random> generators;
  for (uint64_t seed = 0; seed < 5; ++seed) generators.emplace_back(seed);
  const auto chosen = PlusPlusRows(rows, 8, generators, nullptr, nullptr);
  ASSERT_TRUE(chosen.ok());
  ASSERT_EQ(chosen->size(), 5U);
  for (const std::vector<int64_t>& places : *chosen) {
    std::set<int64_t> groups;
    for (const int64_t row : places) groups.insert(row % 8);
    EXPECT_EQ(groups.size(), 8U);
  }
}

TEST(PlusPlusTest, AGeneratorsChoiceDoesNotDependOnTheOthers) {
  // But for the rounding of products, which these whole numbers do not have.
  Matrix x(900, 3);
  Random random(3);
  for (float& value : x.values()) value = static_cast<float>(random.Below(21)) - 10;
  CentredRows rows = CentreRows(x, nullptr);
  rows.x = std::move(x);
  rows.squares = SquaredNorms(rows.x);
  std::vector<Random> together;
  for (uint64_t seed = 0; seed < 4; ++seed) together.emplace_back(seed);
  BackwardsRunner crew;
  const auto chosen = PlusPlusRows(rows, 5, together, &crew, nullptr);
  ASSERT_TRUE(chosen.ok());
  for (uint64_t seed = 0; seed < 4; ++seed) {
    Random alone(seed);
    const auto expected = PlusPlusRows(rows, 5, {&alone, 1}, nullptr, nullptr);
    EXPECT_EQ((*chosen)[seed], expected->front());
  }
  EXPECT_NE((*chosen)[0], (*chosen)[1]);
}

TEST(PlusPlusTest, EqualRowsAreStillChosen) {
  Matrix x(10, 2);
  std::ranges::fill(x.values(), 3.0F);
  std::vector<Random> generators = {Random(1)};
  const auto chosen = PlusPlusRows(CentreRows(x, nullptr), 4, generators, nullptr, nullptr);
  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(chosen->front().size(), 4U);
}

TEST(RandomRowsTest, AreDifferentAndEachIsAsLikely) {
  Random generator(5);
  std::vector<int> counts(6, 0);
  for (int draw = 0; draw < 6000; ++draw) {
    const std::vector<int64_t> places = RandomRows(6, 3, generator);
    EXPECT_EQ(std::set<int64_t>(places.begin(), places.end()).size(), 3U);
    for (const int64_t place : places) ++counts[static_cast<size_t>(place)];
  }
  // 3,000 each; a deviation is 39.
  for (const int count : counts) EXPECT_NEAR(count, 3000, 200);
}

TEST(KMeansTest, FindsGroupsByEveryWay) {
  const Matrix x = Clouds(2000, 30, 6, 4);
  for (const bool mini_batch : {false, true}) {
    double best = 0;
    for (const bool plus_plus : {true, false}) {
      KMeansSettings settings;
      settings.clusters = 6;
      settings.plus_plus = plus_plus;
      settings.starts = 5;
      settings.batch_size = 200;
      settings.seed = 9;
      const auto found = Fit(x, settings, mini_batch);
      ASSERT_TRUE(found.ok());
      EXPECT_TRUE(found->converged);
      if (plus_plus) {
        EXPECT_EQ(AdjustedRandIndex(found->labels, InTurn(2000, 6)), 1);
        best = found->inertia;
      }
      // Groups are too far apart for centres from random rows to find all of them.
      EXPECT_GE(found->inertia, best);
      BackwardsRunner crew;
      const auto again = Fit(x, settings, mini_batch, &crew);
      EXPECT_EQ(again->centres, found->centres);
      EXPECT_EQ(again->inertia, found->inertia);
    }
  }
}

TEST(KMeansTest, TheBestOfMoreStartsIsNoWorse) {
  const CentredRows rows = CentreRows(Clouds(1000, 8, 15, 3), nullptr);
  KMeansSettings settings;
  settings.clusters = 15;
  settings.plus_plus = false;
  double before = 1e300;
  for (const int64_t starts : {1, 3, 40}) {  // 40: more than run side by side
    settings.starts = starts;
    const auto found = FitKMeans(rows, settings, nullptr, nullptr);
    ASSERT_TRUE(found.ok());
    EXPECT_LE(found->inertia, before);
    before = found->inertia;
  }
}

TEST(KMeansTest, AsManyClustersAsRowsLeaveNoInertiaAndMoreAreRefused) {
  const CentredRows rows = CentreRows(Clouds(30, 4, 3, 5), nullptr);
  KMeansSettings settings;
  settings.clusters = 30;
  settings.starts = 2;
  const auto found = FitKMeans(rows, settings, nullptr, nullptr);
  ASSERT_TRUE(found.ok());
  EXPECT_LT(found->inertia, 1e-9);
  settings.clusters = 31;
  const auto refused = FitKMeans(rows, settings, nullptr, nullptr);
  EXPECT_EQ(Message(refused.status()),
            "n_clusters: expected at most as many as training rows, 30, found 31");
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
}

TEST(MiniBatchTest, BatchesLargerThanTheRowsAndEqualRowsDoNoHarm) {
  KMeansSettings settings;
  settings.clusters = 5;
  settings.starts = 2;
  Matrix equal(20, 3);
  std::ranges::fill(equal.values(), 2.0F);
  const auto found = Fit(equal, settings, /*mini_batch=*/true);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->inertia, 0);
  settings.iterations_max = 2;
  const auto short_one = Fit(Clouds(50, 3, 5, 1), settings, /*mini_batch=*/true);
  ASSERT_TRUE(short_one.ok());
  EXPECT_EQ(short_one->iterations, 2);
  EXPECT_FALSE(short_one->converged);
}

}  // namespace
}  // namespace gridfold
