#include "worker/transform/cross_products.h"

#include <Eigen/Core>
#include <algorithm>

#include "worker/linalg/gemm_double.h"

namespace gridfold {
namespace {

// Terms of all sums that are added at once; bounds the memory of the double copies.
constexpr int64_t kTerms = 512;

// Vectors whose products with those after them are made at a time.
constexpr int64_t kBlock = 96;

// Adds the products of `count` vectors to `sums`, of each with itself and those after it (and with
// a few before): terms[t * count + v] is term t of vector v.
void AddProducts(const std::vector<double>& terms, int64_t count, int64_t terms_count,
                 std::vector<double>& sums) {
  for (int64_t first = 0; first < count; first += kBlock) {
    AddOuterProducts(std::min(kBlock, count - first), count - first, terms_count, 1,
                     terms.data() + first, count, terms.data() + first, count,
                     sums.data() + first * count + first, count);
  }
}

// Of x - mean: `cols` columns, one after another.
void CopyColumns(ConstMatrix x, std::span<const double> mean, int64_t first, int64_t cols,
                 std::vector<double>& terms) {
  double* out = terms.data();
  for (int64_t j = first; j < first + cols; ++j) {
    for (int64_t r = 0; r < x.rows; ++r) *out++ = x.row(r)[j] - mean[static_cast<size_t>(j)];
  }
}

void CopyTriangle(int64_t count, std::vector<double>& sums) {
  Eigen::Map<Eigen::MatrixXd> to(sums.data(), count, count);
  to.triangularView<Eigen::StrictlyUpper>() = to.transpose();
}

}  // namespace

std::vector<double> ProductsOfColumns(ConstMatrix x, std::span<const double> mean) {
  std::vector<double> sums(static_cast<size_t>(x.cols * x.cols), 0);
  std::vector<double> terms(static_cast<size_t>(std::min(kTerms, x.rows) * x.cols));
  for (int64_t first = 0; first < x.rows; first += kTerms) {
    const int64_t rows = std::min(kTerms, x.rows - first);
    double* out = terms.data();
    for (int64_t r = first; r < first + rows; ++r) {
      const float* row = x.row(r);
      for (const double value : mean) *out++ = *row++ - value;
    }
    AddProducts(terms, x.cols, rows, sums);
  }
  CopyTriangle(x.cols, sums);
  return sums;
}

std::vector<double> ProductsOfRows(ConstMatrix x, std::span<const double> mean) {
  std::vector<double> sums(static_cast<size_t>(x.rows * x.rows), 0);
  std::vector<double> terms(static_cast<size_t>(std::min(kTerms, x.cols) * x.rows));
  for (int64_t first = 0; first < x.cols; first += kTerms) {
    const int64_t cols = std::min(kTerms, x.cols - first);
    CopyColumns(x, mean, first, cols, terms);
    AddProducts(terms, x.rows, cols, sums);
  }
  CopyTriangle(x.rows, sums);
  return sums;
}

std::vector<double> CombineRows(std::span<const double> weights, ConstMatrix x,
                                std::span<const double> mean) {
  const int64_t count = static_cast<int64_t>(weights.size()) / x.rows;
  std::vector<double> result(static_cast<size_t>(count * x.cols));
  std::vector<double> terms(static_cast<size_t>(std::min(kTerms, x.cols) * x.rows));
  const Eigen::Map<const Eigen::MatrixXd> by(weights.data(), x.rows, count);
  Eigen::Map<Eigen::MatrixXd> to(result.data(), x.cols, count);
  for (int64_t first = 0; first < x.cols; first += kTerms) {
    const int64_t cols = std::min(kTerms, x.cols - first);
    CopyColumns(x, mean, first, cols, terms);
    const Eigen::Map<const Eigen::MatrixXd> from(terms.data(), x.rows, cols);
    to.middleRows(first, cols).noalias() = from.transpose() * by;
  }
  return result;
}

}  // namespace gridfold
