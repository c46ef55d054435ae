#include "coordinator/search/truncated_normal.h"

#include <gtest/gtest.h>

#include <limits>

namespace gridfold {
namespace {

// Expected values: SciPy's norm.cdf and norm.sf.
TEST(NormalMassTest, MiddleAndTailsAreRight) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_NEAR(NormalMass(-1, 1), 0.6826894921370859, 1e-15);
  EXPECT_NEAR(NormalMass(8, 9) / 6.219831985865787e-16, 1, 1e-12);
  EXPECT_EQ(NormalMass(-9, -8), NormalMass(8, 9));
  EXPECT_NEAR(NormalMass(30, kInfinity) / 4.906713927147908e-198, 1, 1e-12);
  EXPECT_EQ(NormalMass(-kInfinity, kInfinity), 1);
  EXPECT_EQ(NormalMass(0.5, 0.5), 0);
}

TEST(TruncatedNormalQuantileTest, IsTheInverseOfTheMass) {
  const double intervals[][2] = {{-1, 2}, {0, 100}, {-100, 0}, {-0.5, 0.01}};
  for (const auto& [a, b] : intervals) {
    double last = a;
    for (int i = 1; i < 50; ++i) {
      const double u = i / 50.0;
      const double x = TruncatedNormalQuantile(u, a, b);
      EXPECT_GT(x, last);
      EXPECT_NEAR(NormalMass(a, x) / NormalMass(a, b), u, 1e-14);
      last = x;
    }
    EXPECT_GE(TruncatedNormalQuantile(0, a, b), a);
    EXPECT_LE(TruncatedNormalQuantile(1, a, b), b);
  }
}

}  // namespace
}  // namespace gridfold
