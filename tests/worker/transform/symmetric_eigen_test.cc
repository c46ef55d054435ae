#include "worker/transform/symmetric_eigen.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <string>

#include "common/base/random.h"

namespace gridfold {
namespace {

Eigen::MatrixXd RandomSymmetric(int64_t size, uint64_t seed) {
  Random random(seed);
  Eigen::MatrixXd matrix(size, size);
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t j = 0; j <= i; ++j) matrix(i, j) = matrix(j, i) = random.Normal();
  }
  return matrix;
}

// M V = V D, V'V = 1, and the values are Eigen's, to double's rounding of sums over `size` terms.
void ExpectDecomposition(const Eigen::MatrixXd& matrix) {
  const int64_t size = matrix.rows();
  SCOPED_TRACE(size);
  const auto eigen = SymmetricEigen::Of({matrix.data(), static_cast<size_t>(size * size)}, size);
  ASSERT_TRUE(eigen.ok()) << Message(eigen.status());
  ASSERT_EQ(eigen->size(), size);
  Eigen::MatrixXd vectors(size, size);
  Eigen::VectorXd values(size);
  for (int64_t i = 0; i < size; ++i) {
    values(i) = eigen->value(i);
    const std::vector<double> vector = eigen->Vector(i);
    for (int64_t r = 0; r < size; ++r) vectors(r, i) = vector[static_cast<size_t>(r)];
  }
  const double tolerance = 1e-14 * static_cast<double>(size + 10);
  const double norm = std::max(matrix.norm(), 1e-300);
  EXPECT_LT((matrix * vectors - vectors * values.asDiagonal()).norm(), tolerance * norm);
  EXPECT_LT(
      (vectors.transpose() * vectors - Eigen::MatrixXd::Identity(size, size)).cwiseAbs().maxCoeff(),
      tolerance);
  std::sort(values.begin(), values.end());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> reference(matrix);
  EXPECT_LT((values - reference.eigenvalues()).cwiseAbs().maxCoeff(), tolerance * norm);
}

TEST(SymmetricEigenTest, DecomposesMatricesOfAllSizes) {
  // Less than a strip of rows, whole strips, a part more; enough rotations for several rounds.
  for (const int64_t size : {1, 2, 3, 5, 31, 32, 33, 64, 100, 350}) {
    ExpectDecomposition(RandomSymmetric(size, static_cast<uint64_t>(size)));
  }
}

TEST(SymmetricEigenTest, DecomposesMatricesThatAreSpecial) {
  ExpectDecomposition(Eigen::MatrixXd::Zero(6, 6));
  ExpectDecomposition(Eigen::MatrixXd::Identity(40, 40));
  ExpectDecomposition(Eigen::MatrixXd::Ones(40, 40));
  Eigen::MatrixXd blocks = Eigen::MatrixXd::Zero(50, 50);
  blocks.block(3, 3, 20, 20) = RandomSymmetric(20, 1);
  blocks.block(30, 30, 12, 12) = RandomSymmetric(12, 2);
  ExpectDecomposition(blocks);
  // A double value and equal diagonals, where the shift's denominator is least.
  Eigen::MatrixXd swap(2, 2);
  swap << 0, 1, 1, 0;
  ExpectDecomposition(swap);
  // Values from 1 to 1e-20.
  Eigen::MatrixXd graded = RandomSymmetric(30, 3);
  for (int64_t i = 0; i < 30; ++i) {
    for (int64_t j = 0; j < 30; ++j)
      graded(i, j) *= std::pow(10, -(static_cast<double>(i + j)) / 3);
  }
  ExpectDecomposition(graded);
}

TEST(SymmetricEigenTest, SizeOfTheEntriesDoesNotMatter) {
  for (const double scale : {1e-100, 1e100}) ExpectDecomposition(scale * RandomSymmetric(40, 7));
}

}  // namespace
}  // namespace gridfold
