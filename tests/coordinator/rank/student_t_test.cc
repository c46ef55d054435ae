#include "coordinator/rank/student_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gridfold {
namespace {

// 2 * scipy.stats.t.sf(|t|, degrees). The relative tolerance grows with the degrees of freedom, as
// the front factor is the difference of log-gammas of about degrees / 2 * log(degrees / 2) each.
TEST(StudentTTest, TwoSidedProbabilitiesMatchScipy) {
  struct Row {
    double t, degrees, expected;
  };
  const Row rows[] = {
      {0, 1, 1},
      {0.5, 1, 0.70483276469913358},
      {1, 1, 0.5},
      {1.0000001, 4, 0.37390092336755593},
      {2.0, 2, 0.18350341907227391},
      {2.776, 4, 0.050022778319976403},
      {-3.5, 9, 0.0067235157630589522},
      {0.01, 9, 0.99223944553632526},
      {12, 29, 9.0607083331371775e-13},
      {40, 4, 2.3340163226012694e-06},
      {1e5, 2, 9.9999999985000001e-11},
      {1e200, 3, 0},
      {1e-9, 7, 0.99999999923001703},
      {1.5, 1000, 0.13393003882208623},
      {5, 100000, 5.7427016786416455e-07},
  };
  for (const Row& row : rows) {
    const double tolerance = 1e-12 + 3e-15 * row.degrees;
    EXPECT_NEAR(StudentTwoSided(row.t, row.degrees), row.expected, tolerance * row.expected)
        << row.t << ", " << row.degrees;
  }
}

TEST(StudentTTest, InfiniteStatisticHasNoProbability) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(StudentTwoSided(infinity, 3), 0);
  EXPECT_EQ(StudentTwoSided(-infinity, 3), 0);
}

// scipy.special.betainc(a, b, x).
TEST(RegularisedBetaTest, MatchesScipy) {
  struct Row {
    double x, a, b, expected;
  };
  const Row rows[] = {{0.3, 2.5, 0.5, 0.018927124071945651},
                      {0.9, 2, 3, 0.99629999999999996},
                      {0.001, 50, 50, 4.8078477162853638e-122},
                      {0.5, 0.1, 0.1, 0.5},
                      {0.999, 0.5, 20, 1},
                      {0, 2, 3, 0},
                      {1, 2, 3, 1}};
  for (const Row& row : rows) {
    EXPECT_NEAR(RegularisedBeta(row.x, 1 - row.x, row.a, row.b), row.expected, 1e-12 * row.expected)
        << row.x << ", " << row.a << ", " << row.b;
  }
}

// I_x(a, b) is a polynomial for whole a, b: the binomial tail sum of C(n, j) x^j (1-x)^(n-j) over
// j >= a with n = a + b - 1.
TEST(RegularisedBetaTest, MatchesBinomialTails) {
  for (int a = 1; a <= 6; ++a) {
    for (int b = 1; b <= 6; ++b) {
      for (double x = 0.05; x < 1; x += 0.1) {
        double tail = 0, choose = 1;
        const int n = a + b - 1;
        for (int j = 0; j <= n; ++j) {
          if (j >= a) tail += choose * std::pow(x, j) * std::pow(1 - x, n - j);
          choose = choose * (n - j) / (j + 1);
        }
        EXPECT_NEAR(RegularisedBeta(x, 1 - x, a, b), tail, 1e-13) << x << " " << a << " " << b;
      }
    }
  }
}

}  // namespace
}  // namespace gridfold
