#include "worker/model/svm/coupling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "worker/model/svm/class_rows.h"

namespace gridfold {
namespace {

std::vector<double> Couple(const std::vector<double>& pairwise, size_t classes) {
  std::vector<double> p(classes);
  CouplePairs(pairwise, p);
  return p;
}

// The minimum by its linear equations, Qp = -multiplier, sum p = 1 (Wu, Lin, Weng, equation 21),
// with Gauss-Jordan elimination.
std::vector<double> NaiveCouple(const std::vector<double>& pairwise, size_t classes) {
  const size_t n = classes + 1;
  std::vector<std::vector<double>> m(n, std::vector<double>(n + 1, 0.0));
  const auto r = [&](size_t i, size_t j) {
    const auto index = [&](size_t a, size_t b) {
      return static_cast<size_t>(PairIndex(static_cast<int64_t>(a), static_cast<int64_t>(b),
                                           static_cast<int64_t>(classes)));
    };
    return i < j ? pairwise[index(i, j)] : 1 - pairwise[index(j, i)];
  };
  for (size_t i = 0; i < classes; ++i) {
    for (size_t j = 0; j < classes; ++j) {
      if (i == j) continue;
      m[i][i] += r(j, i) * r(j, i);
      m[i][j] = -r(j, i) * r(i, j);
    }
    m[i][classes] = m[classes][i] = 1;
  }
  m[classes][n] = 1;
  for (size_t column = 0; column < n; ++column) {
    size_t pivot = column;
    for (size_t row = column; row < n; ++row) {
      if (std::abs(m[row][column]) > std::abs(m[pivot][column])) pivot = row;
    }
    std::swap(m[column], m[pivot]);
    for (size_t row = 0; row < n; ++row) {
      if (row == column) continue;
      const double factor = m[row][column] / m[column][column];
      for (size_t k = column; k <= n; ++k) m[row][k] -= factor * m[column][k];
    }
  }
  std::vector<double> p;
  for (size_t i = 0; i < classes; ++i) p.push_back(m[i][n] / m[i][i]);
  return p;
}

TEST(CouplingTest, ConsistentPairsGiveBackTheirProbabilities) {
  const std::vector<double> p = {0.5, 0.2, 0.2, 0.1};
  std::vector<double> pairwise;
  for (size_t a = 0; a < 4; ++a) {
    for (size_t b = a + 1; b < 4; ++b) pairwise.push_back(p[a] / (p[a] + p[b]));
  }
  const std::vector<double> coupled = Couple(pairwise, 4);
  // The rounds end when the conditions hold to 0.005 / 4.
  for (size_t c = 0; c < 4; ++c) EXPECT_NEAR(coupled[c], p[c], 0.005) << c;
}

TEST(CouplingTest, RandomPairsAgreeWithTheLinearEquations) {
  Random random(5);
  for (const size_t classes : {3, 5, 10, 30}) {
    for (int repeat = 0; repeat < 20; ++repeat) {
      std::vector<double> pairwise(classes * (classes - 1) / 2);
      for (double& value : pairwise) value = random.Uniform(0.02, 0.98);
      const std::vector<double> coupled = Couple(pairwise, classes);
      const std::vector<double> exact = NaiveCouple(pairwise, classes);
      EXPECT_NEAR(std::accumulate(coupled.begin(), coupled.end(), 0.0), 1, 1e-12);
      for (size_t c = 0; c < classes; ++c) {
        EXPECT_GE(coupled[c], 0);
        // The rule that ends the rounds bounds Qp, whose diagonal is about classes / 3.
        EXPECT_NEAR(coupled[c], exact[c], 0.02) << classes;
      }
    }
  }
}

TEST(CouplingTest, CertainPairsStayFiniteAndNameTheirClass) {
  // Class 1 wins both its pairs for certain, then everything is certain and circular.
  const std::vector<double> won = Couple({0, 1, 1}, 3);
  EXPECT_GT(won[1], 0.99);
  const std::vector<double> circle = Couple({1, 0, 1}, 3);
  for (const double p : circle) EXPECT_NEAR(p, 1.0 / 3, 1e-6);
}

TEST(CouplingTest, TwoClassesKeepTheirPairsValue) {
  EXPECT_EQ(Couple({0.3}, 2), (std::vector<double>{0.3, 0.7}));
  EXPECT_EQ(Couple({0}, 2), (std::vector<double>{1e-7, 1 - 1e-7}));
}

}  // namespace
}  // namespace gridfold
