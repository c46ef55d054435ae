#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "worker/model/svm/score_pass.h"
#include "worker/model/svm/smo_passes.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Numbers of a small set, so that equal ones occur.
struct PassInput {
  explicit PassInput(uint64_t seed, int64_t length) : random(seed) {
    for (int64_t t = 0; t < length; ++t) {
      f.push_back(Pick() / 4);
      rise.push_back(Pick() > 0 ? 0 : -kInfinity);
      fall.push_back(Pick() > 0 ? 0 : kInfinity);
      diagonal.push_back(3 + Pick());
      row_i.push_back(static_cast<float>(Pick()));
      row_j.push_back(static_cast<float>(Pick()));
    }
  }
  double Pick() {
    random = random * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>((random >> 40) % 9) - 4;
  }
  uint64_t random;
  std::vector<double> f, rise, fall, diagonal;
  std::vector<float> row_i, row_j;
};

TEST(SmoPassesTest, UpdateAndExtremesAgreeWithAPlainLoop) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const int64_t length = 16 * static_cast<int64_t>(1 + seed % 5);
    PassInput in(seed, length);
    const double step = seed % 3 == 0 ? 0 : 0.25;
    std::vector<double> expected = in.f;
    double top = -kInfinity, bottom = kInfinity;
    int64_t top_index = -1;
    for (int64_t t = 0; t < length; ++t) {
      const auto at = static_cast<size_t>(t);
      expected[at] -= step * (static_cast<double>(in.row_i[at]) - in.row_j[at]);
      if (in.rise[at] == 0 && expected[at] >= top) {
        top = expected[at];
        top_index = t;
      }
      if (in.fall[at] == 0) bottom = std::min(bottom, expected[at]);
    }
    const Extremes found =
        UpdateAndFindExtremes(in.f.data(), in.rise.data(), in.fall.data(), length, step,
                              step == 0 ? nullptr : in.row_i.data(), in.row_j.data());
    EXPECT_EQ(in.f, expected);
    EXPECT_EQ(found.top, top);
    EXPECT_EQ(found.top_index, top_index);
    EXPECT_EQ(found.bottom, bottom);
  }
}

TEST(SmoPassesTest, NothingThatMayRiseGivesNoIndex) {
  std::vector<double> f(16, 1.0), rise(16, -kInfinity), fall(16, kInfinity);
  const Extremes found =
      UpdateAndFindExtremes(f.data(), rise.data(), fall.data(), 16, 0, nullptr, nullptr);
  EXPECT_EQ(found.top_index, -1);
  EXPECT_EQ(found.bottom, kInfinity);
  const std::vector<float> row(16, 1.0f);
  EXPECT_EQ(FindSecond(f.data(), fall.data(), rise.data(), 16, 2.0, 1.0, row.data()), -1);
}

TEST(SmoPassesTest, SecondIndexAgreesWithAPlainLoop) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const int64_t length = 16 * static_cast<int64_t>(1 + seed % 5);
    const PassInput in(seed, length);
    const double top = 0.5;
    double best = 0;
    int64_t expected = -1;
    for (int64_t t = 0; t < length; ++t) {
      const auto at = static_cast<size_t>(t);
      const double gap = top - in.f[at];
      double curvature = 2.0 + in.diagonal[at] - 2.0 * static_cast<double>(in.row_i[at]);
      if (curvature <= 0) curvature = kTinyCurvature;
      if (in.fall[at] != 0 || gap <= 0 || gap * gap / curvature < best) continue;
      best = gap * gap / curvature;
      expected = t;
    }
    EXPECT_EQ(FindSecond(in.f.data(), in.fall.data(), in.diagonal.data(), length, top, 2.0,
                         in.row_i.data()),
              expected);
  }
}

TEST(ScorePassTest, SumsAgreeWithAPlainLoopAndZerosChangeNothing) {
  constexpr int64_t kDepth = 37, kColumns = 12;
  PassInput in(5, kDepth * kScoreRows);
  std::vector<double> factors, sparse_factors;
  std::vector<float> sparse_values;
  for (int64_t d = 0; d < kDepth; ++d) {
    for (int64_t q = 0; q < kColumns; ++q) factors.push_back(in.Pick() / 3);
    // The same with a depth of zeros after each.
    sparse_values.insert(sparse_values.end(), in.row_i.begin() + d * kScoreRows,
                         in.row_i.begin() + (d + 1) * kScoreRows);
    sparse_values.insert(sparse_values.end(), kScoreRows, 0.37f);
    sparse_factors.insert(sparse_factors.end(), factors.end() - kColumns, factors.end());
    sparse_factors.insert(sparse_factors.end(), kColumns, 0.0);
  }
  std::vector<double> sums(kColumns * kScoreRows, 0.125), sparse_sums = sums;
  std::vector<double*> targets, sparse_targets;
  for (int64_t q = 0; q < kColumns; ++q) {
    targets.push_back(sums.data() + q * kScoreRows);
    sparse_targets.push_back(sparse_sums.data() + q * kScoreRows);
  }
  AccumulateScores(in.row_i.data(), kDepth, factors.data(), kColumns, targets.data());
  AccumulateScores(sparse_values.data(), 2 * kDepth, sparse_factors.data(), kColumns,
                   sparse_targets.data());
  EXPECT_EQ(sums, sparse_sums);
  for (int64_t q = 0; q < kColumns; ++q) {
    for (int64_t r = 0; r < kScoreRows; ++r) {
      double expected = 0.125;
      for (int64_t d = 0; d < kDepth; ++d) {
        expected += static_cast<double>(in.row_i[static_cast<size_t>(d * kScoreRows + r)]) *
                    factors[static_cast<size_t>(d * kColumns + q)];
      }
      // A fused multiplication rounds once where this loop may round twice.
      EXPECT_NEAR(sums[static_cast<size_t>(q * kScoreRows + r)], expected, 1e-12);
    }
  }
}

}  // namespace
}  // namespace gridfold
