#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "worker/model/svm/score_pass.h"
#include "worker/model/svm/smo_passes.h"

namespace gridfold {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Numbers of a small set, so that equal ones occur.
struct PassInput {
  explicit PassInput(uint64_t seed, int64_t length) : random(seed) {
    for (int64_t t = 0; t < length; ++t) {
      f.push_back(Pick() / 4);
      rise.push_back(Pick() > 0 ? 0 : -kInfinity);
      fall.push_back(Pick() > 0 ? 0 : kInfinity);
      diagonal.push_back(static_cast<float>(3 + Pick()));
      row_i.push_back(static_cast<float>(Pick()));
      row_j.push_back(static_cast<float>(Pick()));
    }
  }
  double Pick() {
    random = random * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>((random >> 40) % 9) - 4;
  }
  // Of `length`, a multiple of kRowLanes; the second part is empty for some.
  static RowParts Parts(int64_t length) {
    const int64_t first = (length / kRowLanes + 1) / 2 * kRowLanes;
    return {first, length - first};
  }
  static KernelRow Row(const std::vector<float>& row, RowParts parts) {
    return {row.data(), row.data() + parts.first};
  }
  uint64_t random;
  std::vector<double> f;
  std::vector<float> rise, fall, diagonal, row_i, row_j;
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
    const RowParts parts = in.Parts(length);
    const KernelRow row_i = step == 0 ? KernelRow{} : in.Row(in.row_i, parts);
    const Extremes found = UpdateAndFindExtremes(in.f.data(), in.rise.data(), in.fall.data(), parts,
                                                 step, row_i, in.Row(in.row_j, parts));
    EXPECT_EQ(in.f, expected);
    EXPECT_EQ(found.top, top);
    EXPECT_EQ(found.top_index, top_index);
    EXPECT_EQ(found.bottom, bottom);
  }
}

TEST(SmoPassesTest, SinglePrecisionDoesTheSame) {
  // Quarters and small whole numbers: single precision rounds nothing but the quotients' products.
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const int64_t length = 16 * static_cast<int64_t>(1 + seed % 5);
    PassInput in(seed, length);
    const double step = seed % 3 == 0 ? 0 : 0.25;
    const RowParts parts = in.Parts(length);
    std::vector<float> f(in.f.begin(), in.f.end());
    const KernelRow row_i = in.Row(in.row_i, parts), row_j = in.Row(in.row_j, parts);
    EXPECT_EQ(
        FindSecondCoarsely(f.data(), in.fall.data(), in.diagonal.data(), parts, 0.5F, 2.0F, row_i),
        FindSecond(in.f.data(), in.fall.data(), in.diagonal.data(), parts, 0.5, 2.0, row_i));
    const Extremes expected = UpdateAndFindExtremes(in.f.data(), in.rise.data(), in.fall.data(),
                                                    parts, step, row_i, row_j);
    const Extremes found = UpdateCoarsely(f.data(), in.rise.data(), in.fall.data(), parts,
                                          static_cast<float>(step), row_i, row_j);
    EXPECT_EQ(std::vector<double>(f.begin(), f.end()), in.f);
    EXPECT_EQ(found.top, expected.top);
    EXPECT_EQ(found.top_index, expected.top_index);
    EXPECT_EQ(found.bottom, expected.bottom);
  }
}

TEST(SmoPassesTest, NothingThatMayRiseGivesNoIndex) {
  const std::vector<float> rise(16, -kInfinity), fall(16, kInfinity);
  std::vector<double> f(16, 1.0);
  const Extremes found =
      UpdateAndFindExtremes(f.data(), rise.data(), fall.data(), {16, 0}, 0, {}, {});
  EXPECT_EQ(found.top_index, -1);
  EXPECT_EQ(found.bottom, kInfinity);
  const std::vector<float> row(16, 1.0f);
  EXPECT_EQ(FindSecond(f.data(), fall.data(), rise.data(), {16, 0}, 2.0, 1.0, {row.data()}), -1);
}

TEST(SmoPassesTest, FourRowsAtOnceAgreeWithOneAfterTheOther) {
  for (const int64_t length : {16, 48, 80}) {
    PassInput in(3, length), other(4, length);
    const RowParts parts = in.Parts(length);
    const double factors[] = {0.5, -0.25, 3, 0.125};
    const KernelRow rows[] = {in.Row(in.row_i, parts), in.Row(in.row_j, parts),
                              in.Row(other.row_i, parts), in.Row(other.row_j, parts)};
    std::vector<double> expected = in.f;
    SubtractRow(expected.data(), 0.5, in.row_i.data(), length);
    SubtractRow(expected.data(), -0.25, in.row_j.data(), length);
    SubtractRow(expected.data(), 3, other.row_i.data(), length);
    SubtractRow(expected.data(), 0.125, other.row_j.data(), length);
    SubtractRows(in.f.data(), factors, rows, parts);
    EXPECT_EQ(in.f, expected);  // all are multiples of 1/32: nothing is rounded
  }
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
    const RowParts parts = in.Parts(length);
    EXPECT_EQ(FindSecond(in.f.data(), in.fall.data(), in.diagonal.data(), parts, top, 2.0,
                         in.Row(in.row_i, parts)),
              expected);
  }
}

// Values and factors where AccumulateScores looks for them.
struct ScoreInput {
  explicit ScoreInput(int64_t rows_depth, int64_t columns) : depth(rows_depth) {
    values.resize(static_cast<size_t>(kScoreRows * kScoreDepth), 0.0F);
    factors.resize(static_cast<size_t>(depth * columns), 0.0F);
  }
  float& Value(int64_t d, int64_t r) {
    return values[static_cast<size_t>(r / kPanel * kScorePanelStride + d * kPanel + r % kPanel)];
  }
  float& Factor(int64_t d, int64_t q) {
    return factors[static_cast<size_t>((q / kScoreColumns * depth + d) * kScoreColumns +
                                       q % kScoreColumns)];
  }
  int64_t depth;
  std::vector<float> values, factors;
};

std::vector<double> Accumulate(const ScoreInput& in, int64_t columns) {
  std::vector<double> sums(static_cast<size_t>(columns * kScoreRows), 0.125);
  std::vector<double*> targets;
  for (int64_t q = 0; q < columns; ++q) targets.push_back(sums.data() + q * kScoreRows);
  AccumulateScores(in.values.data(), in.depth, in.factors.data(), columns, targets.data());
  return sums;
}

TEST(ScorePassTest, SumsAgreeWithAPlainLoopAndZerosChangeNothing) {
  constexpr int64_t kDepth = 37, kColumns = 12;
  PassInput numbers(5, 16);
  ScoreInput in(kDepth, kColumns), sparse(2 * kDepth, kColumns);
  for (int64_t d = 0; d < kDepth; ++d) {
    for (int64_t q = 0; q < kColumns; ++q) {
      in.Factor(d, q) = static_cast<float>(numbers.Pick() / 3);
      sparse.Factor(2 * d, q) = in.Factor(d, q);
    }
    for (int64_t r = 0; r < kScoreRows; ++r) {
      in.Value(d, r) = static_cast<float>(numbers.Pick());
      sparse.Value(2 * d, r) = in.Value(d, r);
      sparse.Value(2 * d + 1, r) = 0.37F;  // with factors of zero
    }
  }
  const std::vector<double> sums = Accumulate(in, kColumns);
  EXPECT_EQ(sums, Accumulate(sparse, kColumns));
  for (int64_t q = 0; q < kColumns; ++q) {
    for (int64_t r = 0; r < kScoreRows; ++r) {
      double expected = 0.125;
      for (int64_t d = 0; d < kDepth; ++d) {
        expected += static_cast<double>(in.Value(d, r)) * static_cast<double>(in.Factor(d, q));
      }
      // 37 additions in float, each of a sum below 100: 37 * 100 * 2^-24.
      EXPECT_NEAR(sums[static_cast<size_t>(q * kScoreRows + r)], expected, 2.2e-4);
    }
  }
}

TEST(ScorePassTest, AColumnDoesNotDependOnItsNeighbours) {
  constexpr int64_t kDepth = 61;
  PassInput numbers(9, 16);
  ScoreInput one(kDepth, kScoreColumns), many(kDepth, 3 * kScoreColumns);
  for (int64_t d = 0; d < kDepth; ++d) {
    for (int64_t r = 0; r < kScoreRows; ++r) {
      one.Value(d, r) = static_cast<float>(numbers.Pick() / 7);
      many.Value(d, r) = one.Value(d, r);
    }
    for (int64_t q = 0; q < 3 * kScoreColumns; ++q) {
      many.Factor(d, q) = static_cast<float>(numbers.Pick() / 3);
    }
    one.Factor(d, 2) = many.Factor(d, 13);
  }
  const std::vector<double> alone = Accumulate(one, kScoreColumns);
  const std::vector<double> beside = Accumulate(many, 3 * kScoreColumns);
  for (int64_t r = 0; r < kScoreRows; ++r) {
    EXPECT_EQ(alone[static_cast<size_t>(2 * kScoreRows + r)],
              beside[static_cast<size_t>(13 * kScoreRows + r)]);
  }
}

}  // namespace
}  // namespace gridfold
