#include "worker/model/cluster/lloyd.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/worker/model/cluster/cluster_rows.h"

namespace gridfold {
namespace {

// Plain Lloyd in double without empty clusters, as scikit-learn ends it.
Clustering NaiveLloyd(ConstMatrix x, const LloydSettings& settings, std::vector<double> centres) {
  Clustering result;
  std::vector<int32_t> before;
  bool strict = false;
  while (result.iterations < settings.iterations_max && !result.converged) {
    ++result.iterations;
    result.labels = NaiveNearest(x, centres);
    std::vector<double> next(centres.size(), 0);
    std::vector<double> counts(static_cast<size_t>(settings.clusters), 0);
    for (int64_t r = 0; r < x.rows; ++r) {
      const int32_t label = result.labels[static_cast<size_t>(r)];
      ++counts[static_cast<size_t>(label)];
      for (int64_t j = 0; j < x.cols; ++j) {
        next[static_cast<size_t>(label * x.cols + j)] += static_cast<double>(x.row(r)[j]);
      }
    }
    double move = 0;
    for (size_t i = 0; i < next.size(); ++i) {
      next[i] /= counts[i / static_cast<size_t>(x.cols)];
      move += (next[i] - centres[i]) * (next[i] - centres[i]);
    }
    centres = next;
    strict = result.labels == before;
    result.converged = strict || move <= settings.tolerance;
    before = result.labels;
  }
  if (!strict) result.labels = NaiveNearest(x, centres);
  for (int64_t r = 0; r < x.rows; ++r) {
    result.inertia += NaiveDistance(
        x.row(r), centres.data() + result.labels[static_cast<size_t>(r)] * x.cols, x.cols);
  }
  result.centres = std::move(centres);
  return result;
}

std::vector<double> RowsAsCentres(const CentredRows& rows, int64_t first, int64_t clusters) {
  return {rows.x.row(first), rows.x.row(first) + clusters * rows.features()};
}

void ExpectSame(const Clustering& found, const Clustering& expected) {
  EXPECT_EQ(found.iterations, expected.iterations);
  EXPECT_EQ(found.converged, expected.converged);
  EXPECT_EQ(found.labels, expected.labels);
  // Labels are the same, so means and inertia differ by the order of sums in double alone.
  EXPECT_NEAR(found.inertia / expected.inertia, 1, 1e-12);
  for (size_t i = 0; i < expected.centres.size(); ++i) {
    ASSERT_NEAR(found.centres[i], expected.centres[i], 1e-12 * (1 + std::abs(expected.centres[i])));
  }
}

struct Case {
  const char* name;
  int64_t rows, features, groups, clusters;
  double spread;
  LloydSettings settings;
};

TEST(LloydTest, IsTheNaiveAlgorithmFromEachStartStepByStep) {
  // Few and many features: without bounds and with them. More rows than a tile, and no multiple.
  const Case cases[] = {{"plane", 1500, 2, 6, 5, 2, {5, 300, 0}},
                        {"bounds", 1300, 40, 6, 7, 0.4, {7, 300, 0}},
                        {"one cluster", 700, 30, 2, 1, 1, {1, 300, 0}},
                        {"three iterations", 1300, 40, 6, 7, 0.4, {7, 3, 0}},
                        {"tolerance", 1300, 40, 6, 7, 0.4, {7, 300, 0.05}}};
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const CentredRows rows =
        CentreRows(Clouds(one.rows, one.features, one.groups, one.spread), nullptr);
    std::vector<std::vector<double>> starts;
    for (const int64_t first : {0, 100, 600}) {
      starts.push_back(RowsAsCentres(rows, first, one.clusters));
    }
    BackwardsRunner crew;
    const auto found = RunLloyd(rows, one.settings, starts, nullptr, nullptr);
    const auto backwards = RunLloyd(rows, one.settings, starts, &crew, nullptr);
    ASSERT_TRUE(found.ok() && backwards.ok());
    for (size_t s = 0; s < starts.size(); ++s) {
      SCOPED_TRACE(s);
      ExpectSame((*found)[s], NaiveLloyd(rows.x, one.settings, starts[s]));
      EXPECT_EQ((*backwards)[s].centres, (*found)[s].centres);
      EXPECT_EQ((*backwards)[s].inertia, (*found)[s].inertia);
    }
  }
}

TEST(LloydTest, BoundsDecideAsProductsDo) {
  // A search of many iterations, of which bounds save most.
  const CentredRows rows = CentreRows(Clouds(3000, 60, 40, 0.25), nullptr);
  const LloydSettings settings{25, 300, 0};
  const std::vector<double> start = RowsAsCentres(rows, 0, 25);
  const auto found = RunLloyd(rows, settings, {start}, nullptr, nullptr);
  ASSERT_TRUE(found.ok());
  EXPECT_GT(found->front().iterations, 10);
  ExpectSame(found->front(), NaiveLloyd(rows.x, settings, start));
}

TEST(LloydTest, EmptyClustersTakeTheFarthestRows) {
  Matrix x(6, 1);
  const float values[] = {0, 1, 2, 10, 11, 50};
  std::copy(values, values + 6, x.data());
  const CentredRows rows = CentreRows(x, nullptr);
  const double mean = rows.mean[0];
  // The last two centres have no rows; 50 and 11 are the farthest from the first one.
  const auto found = RunLloyd(rows, {3, 1, 0}, {{1 - mean, 1000, 2000}}, nullptr, nullptr);
  ASSERT_TRUE(found.ok());
  EXPECT_NEAR(found->front().centres[0], (0 + 1 + 2 + 10) / 4.0 - mean, 1e-5);
  EXPECT_NEAR(found->front().centres[1], 50 - mean, 1e-5);
  EXPECT_NEAR(found->front().centres[2], 11 - mean, 1e-5);
  EXPECT_EQ(found->front().labels, (std::vector<int32_t>{0, 0, 0, 2, 2, 1}));
  EXPECT_FALSE(found->front().converged);
}

TEST(LloydTest, EqualRowsHaveNoInertiaAndNoNan) {
  Matrix x(40, 30);
  std::ranges::fill(x.values(), 1e30F);
  const CentredRows rows = CentreRows(x, nullptr);
  const auto found = RunLloyd(rows, {3, 10, 0}, {RowsAsCentres(rows, 0, 3)}, nullptr, nullptr);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->front().inertia, 0);
  for (const double centre : found->front().centres) EXPECT_EQ(centre, 0);
}

TEST(LloydTest, StopsWhenItIsTold) {
  const CentredRows rows = CentreRows(Clouds(600, 30, 3, 1), nullptr);
  const std::atomic<bool> stop = true;
  const auto found = RunLloyd(rows, {3, 10, 0}, {RowsAsCentres(rows, 0, 3)}, nullptr, &stop);
  EXPECT_TRUE(absl::IsCancelled(found.status()));
}

TEST(CentredRowsTest, FarFromZeroDigitsAreKept) {
  const CentredRows near = CentreRows(Clouds(800, 5, 3, 2), nullptr);
  double variance = 0;
  for (int64_t r = 0; r < 800; ++r) variance += near.squares[static_cast<size_t>(r)];
  EXPECT_NEAR(near.mean_variance, variance / 800 / 5, 1e-6);
  // Rows at 1000 keep their distances to the rounding of the rows themselves.
  const CentredRows far = CentreRows(Clouds(800, 5, 3, 2, 1000), nullptr);
  for (int64_t i = 0; i < 800 * 5; ++i) EXPECT_NEAR(far.x.data()[i], near.x.data()[i], 2e-4);
}

}  // namespace
}  // namespace gridfold
