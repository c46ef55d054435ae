#include "worker/linalg/gemm_double.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>

#include "common/base/random.h"

namespace gridfold {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

RowMajor RandomMatrix(Random& random, int64_t rows, int64_t cols) {
  RowMajor matrix(rows, cols);
  for (int64_t i = 0; i < matrix.size(); ++i) matrix.data()[i] = random.Uniform(-1, 1);
  return matrix;
}

TEST(GemmDoubleTest, AgreesWithEigenForOddShapesAndStrides) {
  Random random(4);
  for (const int64_t m : {1, 5, 6, 13, 48}) {
    for (const int64_t n : {1, 15, 16, 17, 70}) {
      for (const int64_t k : {1, 3, 255, 256, 600}) {
        // Blocks of larger matrices.
        const RowMajor a = RandomMatrix(random, k, m + 2), b = RandomMatrix(random, k, n + 3);
        RowMajor c = RandomMatrix(random, m, n + 1);
        RowMajor expected = c;
        expected.leftCols(n) -= 0.5 * a.leftCols(m).transpose() * b.leftCols(n);
        AddOuterProducts(m, n, k, -0.5, a.data(), a.cols(), b.data(), b.cols(), c.data(), c.cols());
        // k products below 1, each rounded by 2^-53 of a sum below k; Eigen's as much.
        const double tolerance = 2 * static_cast<double>(k + 8) * std::ldexp(1.0, -53);
        EXPECT_LE((c - expected).cwiseAbs().maxCoeff(), tolerance) << m << " " << n << " " << k;
        EXPECT_EQ(c.rightCols(1), expected.rightCols(1));  // outside
      }
    }
  }
}

TEST(GemmDoubleTest, EmptyShapesLeaveEverythingAsItIs) {
  double c = 1;
  const double a = 2;
  AddOuterProducts(0, 1, 1, 1, &a, 1, &a, 1, &c, 1);
  AddOuterProducts(1, 0, 1, 1, &a, 1, &a, 1, &c, 1);
  AddOuterProducts(1, 1, 0, 1, &a, 1, &a, 1, &c, 1);
  EXPECT_EQ(c, 1);
}

}  // namespace
}  // namespace gridfold
