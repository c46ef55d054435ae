#include "worker/linalg/gemm.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <thread>
#include <vector>

#include "common/base/random.h"
#include "worker/linalg/matrix.h"

namespace gridfold {
namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

RowMajor RandomMatrix(Random& random, int64_t rows, int64_t cols) {
  RowMajor matrix(rows, cols);
  for (int64_t i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = static_cast<float>(random.Uniform(-1, 1));
  }
  return matrix;
}

// Against Eigen in double. Each of k products of numbers below 1, doubled, rounds by 2^-24 of a sum
// that in practice stays far below k; the constant covers the last rounding.
void ExpectProduct(Transpose a_transpose, Transpose b_transpose, int64_t m, int64_t n, int64_t k) {
  Random random(static_cast<uint64_t>(m * 10'000 + n * 100 + k));
  const bool ta = a_transpose == Transpose::kYes, tb = b_transpose == Transpose::kYes;
  const RowMajor a = ta ? RandomMatrix(random, k, m) : RandomMatrix(random, m, k);
  const RowMajor b = tb ? RandomMatrix(random, n, k) : RandomMatrix(random, k, n);
  RowMajor c = RandomMatrix(random, m, n);
  Eigen::MatrixXd left = a.cast<double>(), right = b.cast<double>();
  if (ta) left.transposeInPlace();
  if (tb) right.transposeInPlace();
  const Eigen::MatrixXd expected = 2.0 * left * right + 0.5 * c.cast<double>();
  Gemm(a_transpose, b_transpose, m, n, k, 2.0F, a.data(), a.cols(), b.data(), b.cols(), 0.5F,
       c.data(), n);
  const double tolerance = (2.0 * static_cast<double>(k) + 16) * std::ldexp(1.0, -24);
  EXPECT_LE((c.cast<double>() - expected).cwiseAbs().maxCoeff(), tolerance)
      << m << " x " << n << " x " << k;
}

TEST(GemmTest, AgreesWithEigenForAllTransposesAndOddShapes) {
  for (const Transpose a : {Transpose::kNo, Transpose::kYes}) {
    for (const Transpose b : {Transpose::kNo, Transpose::kYes}) {
      for (const int64_t size : {1, 2, 7, 16, 33, 65}) {
        ExpectProduct(a, b, size, 2 * size + 1, size + 3);
        ExpectProduct(a, b, 3 * size, size, 784);
      }
    }
  }
}

TEST(GemmTest, EmptyProductLeavesNothingUndone) {
  float c = 1;
  Gemm(Transpose::kNo, Transpose::kNo, 0, 1, 1, 1, &c, 1, &c, 1, 0, &c, 1);
  EXPECT_EQ(c, 1);
}

// What every promise of equal bits stands on.
TEST(GemmTest, GivesTheSameBitsInEveryThread) {
  Random random(1);
  const RowMajor a = RandomMatrix(random, 300, 784), b = RandomMatrix(random, 200, 784);
  const auto product = [&] {
    std::vector<float> c(300 * 200);
    Gemm(Transpose::kNo, Transpose::kYes, 300, 200, 784, 1, a.data(), 784, b.data(), 784, 0,
         c.data(), 200);
    return c;
  };
  const std::vector<float> here = product();
  std::vector<float> there[2];
  std::thread one([&] { there[0] = product(); }), two([&] { there[1] = product(); });
  one.join();
  two.join();
  EXPECT_EQ(here, there[0]);
  EXPECT_EQ(here, there[1]);
}

TEST(MatrixTest, RowsAreWhereTheViewSaysAndAligned) {
  Matrix x(3, 5);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(x.data()) % 64, 0u);
  x.row(2)[4] = 7;
  EXPECT_EQ(x.view().row(2)[4], 7);
  EXPECT_EQ(Matrix().rows(), 0);
}

}  // namespace
}  // namespace gridfold
