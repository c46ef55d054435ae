#include "worker/linalg/cholesky.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "common/base/random.h"

namespace gridfold {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

RowMajor PositiveDefinite(int64_t size) {
  Random random(static_cast<uint64_t>(size));
  RowMajor root(size, size + 5);
  for (int64_t i = 0; i < root.size(); ++i) root.data()[i] = random.Normal();
  return root * root.transpose() / static_cast<double>(size);
}

std::vector<double> Values(const RowMajor& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

TEST(CholeskyTest, FactorAndSolutionsReproduceTheMatrix) {
  // Below, at and above a block, and several blocks.
  for (const int64_t size : {1, 2, 47, 95, 96, 97, 200}) {
    SCOPED_TRACE(size);
    const RowMajor matrix = PositiveDefinite(size);
    RowMajor upper = matrix;
    upper.triangularView<Eigen::StrictlyLower>().setConstant(1e9);  // is not looked at
    const auto cholesky = Cholesky::Of(Values(upper), size);
    ASSERT_TRUE(cholesky.ok()) << Message(cholesky.status());
    const Eigen::Map<const RowMajor> u(cholesky->factor().data(), size, size);
    // Backward stable: a small multiple of size roundings.
    EXPECT_LE((u.transpose() * u - matrix).cwiseAbs().maxCoeff(), 1e-13 * size);
    EXPECT_TRUE(u.isUpperTriangular(0));
    EXPECT_NEAR(cholesky->LogDiagonal(), u.diagonal().array().log().sum(), 1e-10);

    // Right sides in a wider matrix, of which the last columns stay.
    RowMajor y = RowMajor::Random(size, 9);
    const RowMajor x = y;
    for (int64_t block = 0; block < cholesky->blocks(); ++block) {
      cholesky->SolveBlock(block, 7, y.data(), 9);
    }
    const RowMajor product = u.transpose() * y.leftCols(7);
    EXPECT_LE((product - x.leftCols(7)).cwiseAbs().maxCoeff(), 1e-9);
    EXPECT_EQ(y.rightCols(2), x.rightCols(2));
  }
}

TEST(CholeskyTest, AKeptFactorSolvesAsTheFirst) {
  const auto first = Cholesky::Of(Values(PositiveDefinite(150)), 150);
  const auto again = Cholesky::FromFactor(first->factor(), 150);
  ASSERT_TRUE(again.ok());
  std::vector<double> x(150, 1.0), y = x;
  for (int64_t block = 0; block < first->blocks(); ++block) {
    first->SolveBlock(block, 1, x.data(), 1);
    again->SolveBlock(block, 1, y.data(), 1);
  }
  EXPECT_EQ(x, y);
}

TEST(CholeskyTest, WhatIsNotPositiveDefiniteIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Message(Cholesky::Of({1, 2, 2, 1}, 2).status()),
            "expected a positive definite matrix, found a pivot of -3 in row 1");
  EXPECT_FALSE(Cholesky::Of({0}, 1).ok());
  EXPECT_FALSE(Cholesky::Of({nan}, 1).ok());
  EXPECT_FALSE(Cholesky::Of({1, nan, nan, 1}, 2).ok());
  EXPECT_FALSE(Cholesky::Of({1, 1e300, 1e300, 1}, 2).ok());
  EXPECT_FALSE(Cholesky::FromFactor({1, 0, 0, 0}, 2).ok());
  EXPECT_FALSE(Cholesky::FromFactor({1, nan, 0, 1}, 2).ok());
  EXPECT_TRUE(Cholesky::FromFactor({1, 0, nan, 1}, 2).ok());
}

}  // namespace
}  // namespace gridfold
