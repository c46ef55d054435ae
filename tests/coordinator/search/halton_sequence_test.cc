#include "coordinator/search/halton_sequence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace gridfold {
namespace {

// Every b^k consecutive points from a multiple of b^k on lie one in each interval of width b^-k:
// what permutations of digits must keep, and what independent draws do not have.
TEST(HaltonSequenceTest, EachBlockHasOnePointInEachInterval) {
  const HaltonSequence sequence(4, 9);
  const int blocks[][2] = {{0, 64}, {1, 81}, {2, 125}, {3, 49}};
  for (const auto& [dimension, size] : blocks) {
    for (const int64_t start : {0, 5 * size, 1000 * size}) {
      std::set<int64_t> intervals;
      for (int64_t i = start; i < start + size; ++i) {
        // A point is at least 2^-53 / b beyond its interval's start, up to rounding.
        const double u = sequence.At(i, static_cast<size_t>(dimension));
        EXPECT_GE(u, 0);
        EXPECT_LT(u, 1);
        intervals.insert(static_cast<int64_t>(std::floor(u * size + 1e-9)));
      }
      EXPECT_EQ(intervals.size(), static_cast<size_t>(size));
    }
  }
}

TEST(HaltonSequenceTest, PairsOfCoordinatesFillTheSquare) {
  const HaltonSequence sequence(2, 4);
  std::set<int> cells;  // 8 x 9 boxes: one point each in any 72 in a row from a multiple of 72 on
  for (int64_t i = 72; i < 144; ++i) {
    const int row = static_cast<int>(sequence.At(i, 0) * 8 + 1e-9);
    cells.insert(row * 9 + static_cast<int>(sequence.At(i, 1) * 9 + 1e-9));
  }
  EXPECT_EQ(cells.size(), 72u);
}

TEST(HaltonSequenceTest, CoordinatesAreUniformOverSeeds) {
  double sum = 0, squares = 0;
  constexpr int kSeeds = 2'000;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double u = HaltonSequence(3, seed).At(0, 2);  // all digits zero
    sum += u;
    squares += u * u;
  }
  // Five standard errors: sqrt(1/12/2000) = 0.0065 and sqrt(4/45/2000) = 0.0067.
  EXPECT_NEAR(sum / kSeeds, 0.5, 0.033);
  EXPECT_NEAR(squares / kSeeds, 1.0 / 3, 0.034);
}

TEST(HaltonSequenceTest, CoordinatesBeyondTheTablesAreDraws) {
  const HaltonSequence sequence(1'000'000, 1);
  EXPECT_NE(sequence.At(0, HaltonSequence::kDimensionsMax), sequence.At(0, 999'999));
  double sum = 0;
  for (int64_t i = 0; i < 2'000; ++i) sum += sequence.At(i, 500);
  EXPECT_NEAR(sum / 2'000, 0.5, 0.033) << "five standard errors";
}

}  // namespace
}  // namespace gridfold
