#include "worker/transform/principal_components.h"

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <limits>
#include <string>

#include "tests/worker/transform/rows.h"

namespace gridfold {
namespace {

// The same by another way: singular values of the centred rows, in double.
struct Reference {
  Eigen::RowVectorXd mean;
  Eigen::VectorXd variances;
  Eigen::MatrixXd directions;  // columns
};

Eigen::MatrixXd ToDouble(const Matrix& x) {
  Eigen::MatrixXd values(x.rows(), x.cols());
  for (int64_t r = 0; r < x.rows(); ++r) {
    for (int64_t j = 0; j < x.cols(); ++j) values(r, j) = x.row(r)[j];
  }
  return values;
}

Reference Decompose(const Matrix& x) {
  Eigen::MatrixXd rows = ToDouble(x);
  Reference reference;
  reference.mean = rows.colwise().mean();
  rows.rowwise() -= reference.mean;
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(rows, Eigen::ComputeThinV);
  reference.variances = svd.singularValues().cwiseAbs2() / static_cast<double>(x.rows() - 1);
  reference.directions = svd.matrixV();
  return reference;
}

PrincipalComponents Find(const Matrix& x, double components) {
  auto found = FindPrincipalComponents(x, components);
  EXPECT_TRUE(found.ok()) << Message(found.status());
  return found.ok() ? *std::move(found) : PrincipalComponents();
}

std::string Error(const Matrix& x, double components) {
  return Message(FindPrincipalComponents(x, components).status());
}

TEST(PrincipalComponentsTest, AreThoseOfTheSingularValueDecomposition) {
  struct Case {
    int64_t rows, cols, sources;
    double components;
  };
  // One block of rows and several; fewer rows than features, in one block of columns and several.
  for (const Case& c : {Case{200, 12, 12, 12}, Case{1100, 40, 40, 25}, Case{12, 30, 30, 11},
                        Case{60, 1100, 100, 40}, Case{30, 30, 30, 10}}) {
    SCOPED_TRACE(fmt::format("{} x {}", c.rows, c.cols));
    const Matrix x = MixedRows(c.rows, c.cols, c.sources, 0.93);
    const PrincipalComponents found = Find(x, c.components);
    const Reference expected = Decompose(x);
    ASSERT_EQ(found.variances.size(), static_cast<size_t>(c.components));
    ASSERT_EQ(found.directions.rows(), static_cast<int64_t>(c.components));
    ASSERT_EQ(found.directions.cols(), c.cols);
    for (int64_t j = 0; j < c.cols; ++j) {
      EXPECT_NEAR(found.mean[static_cast<size_t>(j)], expected.mean(j), 1e-12);
    }
    EXPECT_NEAR(found.total_variance, expected.variances.sum(), 1e-12 * found.total_variance);
    const Eigen::MatrixXd directions = ToDouble(found.directions);
    for (int64_t i = 0; i < found.directions.rows(); ++i) {
      const double variance = expected.variances(i);
      // Squares of singular values against eigenvalues of squares.
      EXPECT_NEAR(found.variances[static_cast<size_t>(i)], variance, 1e-12 * expected.variances(0));
      EXPECT_NEAR(std::fabs(directions.row(i) * expected.directions.col(i)), 1, 1e-6) << i;
    }
  }
}

TEST(PrincipalComponentsTest, DirectionsAreOrthonormal) {
  for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{600, 40}, {40, 600}}) {
    const Eigen::MatrixXd directions =
        ToDouble(Find(MixedRows(rows, cols, 80, 0.95), 30).directions);
    const Eigen::MatrixXd products = directions * directions.transpose();
    EXPECT_LT((products - Eigen::MatrixXd::Identity(30, 30)).cwiseAbs().maxCoeff(), 1e-5);
  }
}

TEST(PrincipalComponentsTest, AllOfThemGiveTheRowsBack) {
  for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{700, 24}, {24, 700}}) {
    const Matrix x = MixedRows(rows, cols, 24, 0.9);
    const PrincipalComponents found = Find(x, 24);
    const Eigen::MatrixXd directions = ToDouble(found.directions);
    const Eigen::Map<const Eigen::RowVectorXd> mean(found.mean.data(), cols);
    const Eigen::MatrixXd original = ToDouble(x);
    const Eigen::MatrixXd centred = original.rowwise() - mean;
    const Eigen::MatrixXd again = (centred * directions.transpose() * directions).rowwise() + mean;
    // Entries are of the order of 10; float's rounding of the directions adds up over 24 of them.
    EXPECT_LT((again - original).cwiseAbs().maxCoeff(), 1e-4);
  }
}

TEST(PrincipalComponentsTest, VariancesDescendAndSumToTheTotal) {
  const PrincipalComponents found = Find(MixedRows(500, 20, 20, 0.8), 20);
  double sum = found.variances[0];
  for (size_t i = 1; i < 20; ++i) {
    EXPECT_LE(found.variances[i], found.variances[i - 1]);
    sum += found.variances[i];
  }
  EXPECT_NEAR(sum, found.total_variance, 1e-12 * sum);
}

TEST(PrincipalComponentsTest, EntryOfLargestSizeIsPositive) {
  for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{300, 15}, {15, 300}}) {
    const PrincipalComponents found = Find(MixedRows(rows, cols, 40, 0.9), 12);
    for (int64_t i = 0; i < 12; ++i) {
      const float* row = found.directions.row(i);
      const auto [low, high] = std::minmax_element(row, row + cols);
      EXPECT_GT(*high, -*low) << i;
    }
  }
}

TEST(PrincipalComponentsTest, ShareTakesTheFewestThatExceedIt) {
  const Matrix x = MixedRows(400, 16, 16, 0.8);
  const PrincipalComponents all = Find(x, 16);
  size_t last = 0;
  for (const double share : {0.01, 0.3, 0.5, 0.9, 0.99, 0.9999}) {
    const PrincipalComponents found = Find(x, share);
    const size_t count = found.variances.size();
    double sum = 0;
    for (size_t i = 0; i + 1 < count; ++i) sum += all.variances[i];
    EXPECT_LE(sum, share * all.total_variance) << share;
    EXPECT_GT(sum + all.variances[count - 1], share * all.total_variance) << share;
    EXPECT_EQ(found.directions.rows(), static_cast<int64_t>(count));
    EXPECT_GE(count, last);
    last = count;
  }
  EXPECT_GT(last, 10u);
}

TEST(PrincipalComponentsTest, ShareOfAlmostOneTakesAllThatVary) {
  EXPECT_EQ(Find(MixedRows(400, 16, 5, 0.8), 1 - 1e-16).variances.size(), 5u);
}

TEST(PrincipalComponentsTest, ConstantColumnsCountForNothing) {
  const Matrix mixed = MixedRows(90, 6, 6, 0.8);
  Matrix x(90, 8);
  for (int64_t r = 0; r < 90; ++r) {
    x.row(r)[0] = 0.1f;
    std::copy_n(mixed.row(r), 6, x.row(r) + 1);
    x.row(r)[7] = -1e6f;
  }
  const PrincipalComponents found = Find(x, 6), expected = Find(mixed, 6);
  for (int64_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(found.variances[static_cast<size_t>(i)], expected.variances[static_cast<size_t>(i)],
                1e-6 * expected.variances[0]);
    EXPECT_NEAR(found.directions.row(i)[0], 0, 1e-12);
    EXPECT_NEAR(found.directions.row(i)[7], 0, 1e-12);
  }
}

TEST(PrincipalComponentsTest, DirectionsWithoutVarianceAreZero) {
  // Mixed from five sources, they vary in five directions only; 20 rows vary in 19.
  struct Case {
    int64_t rows, cols, sources, components, varying;
  };
  for (const Case& c : {Case{800, 60, 5, 9, 5}, Case{40, 600, 5, 9, 5}, Case{20, 50, 80, 20, 19},
                        Case{21, 20, 3, 20, 3}}) {
    const PrincipalComponents found =
        Find(MixedRows(c.rows, c.cols, c.sources, 0.9), static_cast<double>(c.components));
    for (int64_t i = 0; i < c.components; ++i) {
      double squares = 0;
      for (int64_t j = 0; j < c.cols; ++j) {
        squares += std::pow(static_cast<double>(found.directions.row(i)[j]), 2);
      }
      EXPECT_EQ(found.variances[static_cast<size_t>(i)] > 0, i < c.varying) << i;
      EXPECT_NEAR(squares, i < c.varying ? 1 : 0, 1e-6) << i;
    }
  }
}

TEST(PrincipalComponentsTest, SmallColumnsBesideLargeOnesKeepTheirVariance) {
  Matrix x = MixedRows(1000, 10, 10, 0.9);
  for (int64_t r = 0; r < x.rows(); ++r) {
    for (int64_t j = 0; j < 5; ++j) x.row(r)[j] *= 1e5f;
  }
  const PrincipalComponents found = Find(x, 10);
  const Reference expected = Decompose(x);
  for (int64_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(found.variances[static_cast<size_t>(i)] / expected.variances(i), 1, 1e-6) << i;
  }
}

TEST(PrincipalComponentsTest, SizeOfTheValuesDoesNotMatter) {
  for (const float scale : {1e-30f, 1e30f}) {
    Matrix x = MixedRows(40, 6, 6, 0.8);
    const PrincipalComponents expected = Find(x, 6);
    for (float& value : x.values()) value *= scale;
    const PrincipalComponents found = Find(x, 6);
    for (size_t i = 0; i < 6; ++i) {
      const double ratio = found.variances[i] / expected.variances[i] / scale / scale;
      EXPECT_NEAR(ratio, 1, 1e-5) << "each product with the scale is rounded to a float";
    }
  }
}

TEST(PrincipalComponentsTest, SameRowsGiveTheSameBits) {
  const Matrix x = MixedRows(700, 50, 50, 0.9);
  const PrincipalComponents a = Find(x, 20), b = Find(x, 20);
  EXPECT_EQ(a.variances, b.variances);
  EXPECT_TRUE(std::equal(a.directions.data(), a.directions.data() + 20 * 50, b.directions.data()));
}

TEST(PrincipalComponentsTest, RowsThatCannotBeAreRefused) {
  EXPECT_EQ(Error(MixedRows(1, 5, 5, 1), 1), "expected at least 2 training rows, found 1");
  EXPECT_EQ(Error(MixedRows(50, 5, 5, 1), 6),
            "components: expected at most 5, as there are 50 training rows of 5 features, found 6");
  EXPECT_EQ(Error(MixedRows(5, 50, 5, 1), 6),
            "components: expected at most 5, as there are 5 training rows of 50 features, found 6");
  Matrix equal(4, 3);
  for (float& value : equal.values()) value = 0.1f;
  EXPECT_EQ(Error(equal, 1), "expected training rows that differ, found equal ones");
  EXPECT_EQ(Error(equal, 0.5), "expected training rows that differ, found equal ones");
  for (const float wrong :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    Matrix x = MixedRows(9, 3, 3, 1);
    x.row(4)[1] = wrong;
    EXPECT_EQ(Error(x, 2), "expected finite numbers in the training rows, found infinity or NaN");
  }
  const auto status = FindPrincipalComponents(equal, 1).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
}

}  // namespace
}  // namespace gridfold
