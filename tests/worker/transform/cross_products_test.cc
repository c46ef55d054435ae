#include "worker/transform/cross_products.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/worker/transform/rows.h"

namespace gridfold {
namespace {

// Against sums one by one; `by_rows` says which vectors.
void ExpectProducts(const Matrix& x, bool by_rows) {
  SCOPED_TRACE(fmt::format("{} x {}, by rows {}", x.rows(), x.cols(), by_rows));
  std::vector<double> mean;
  for (int64_t j = 0; j < x.cols(); ++j) mean.push_back(0.25 * static_cast<double>(j % 7));
  const int64_t count = by_rows ? x.rows() : x.cols(), terms = by_rows ? x.cols() : x.rows();
  const auto term = [&](int64_t vector, int64_t t) {
    const int64_t row = by_rows ? vector : t, col = by_rows ? t : vector;
    return x.row(row)[col] - mean[static_cast<size_t>(col)];
  };
  const auto products = by_rows ? ProductsOfRows(x, mean) : ProductsOfColumns(x, mean);
  ASSERT_EQ(products.size(), static_cast<size_t>(count * count));
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t j = 0; j < count; ++j) {
      double sum = 0, size = 0;
      for (int64_t t = 0; t < terms; ++t) {
        sum += term(i, t) * term(j, t);
        size += std::fabs(term(i, t) * term(j, t));
      }
      // Double's rounding, in another order of addition.
      ASSERT_NEAR(products[static_cast<size_t>(i * count + j)], sum, 1e-15 * size * 30);
    }
  }
}

TEST(CrossProductsTest, AreTheSumsOfProducts) {
  // One block of terms, exactly one, several and a part.
  for (const int64_t terms : {1, 20, 512, 1100}) {
    ExpectProducts(MixedRows(terms, 17, 9, 0.9), false);
    ExpectProducts(MixedRows(17, terms, 9, 0.9), true);
  }
}

TEST(CrossProductsTest, CombinedRowsAreTheirWeightedSums) {
  const Matrix x = MixedRows(9, 1100, 5, 0.9);
  const std::vector<double> mean(1100, 0.5),
      weights = {1, 0, -2, 0, 0, 0, 0, 0, 0.25, 0, 3, 0, 0, 0, 0, 0, 1, 0};
  const std::vector<double> sums = CombineRows(weights, x, mean);
  ASSERT_EQ(sums.size(), 2 * 1100u);
  for (int64_t j = 0; j < 1100; ++j) {
    const auto centred = [&](int64_t r) { return static_cast<double>(x.row(r)[j]) - 0.5; };
    const auto at = static_cast<size_t>(j);
    ASSERT_NEAR(sums[at], centred(0) - 2 * centred(2) + 0.25 * centred(8), 1e-12);
    ASSERT_NEAR(sums[1100 + at], 3 * centred(1) + centred(7), 1e-12);
  }
}

}  // namespace
}  // namespace gridfold
