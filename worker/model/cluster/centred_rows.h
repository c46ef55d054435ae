// Rows minus their mean, which keeps the digits of products of rows that lie far from zero.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/part_runner.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// Rows that one matrix product or one part of a crew takes at once.
inline constexpr int64_t kClusterTile = 512;

struct CentredRows {
  Matrix x;                    // [rows x features], the rows minus `mean`
  std::vector<float> mean;     // [features]
  std::vector<float> squares;  // [rows]: squared norms of the rows of x
  double mean_variance = 0;    // the mean over the features of their variances (ddof 0)

  int64_t rows() const { return x.rows(); }
  int64_t features() const { return x.cols(); }
  int64_t tiles() const { return (rows() + kClusterTile - 1) / kClusterTile; }
};

CentredRows CentreRows(ConstMatrix x, PartRunner* crew);

// The same mean, of the rows with these places, in their order.
CentredRows TakeRows(const CentredRows& rows, std::span<const int64_t> places);

// Rows whose mean is known and not subtracted yet: for what looks at some of them at a time. A copy
// of all would cost more than mini-batch k-means itself.
struct MeanRows {
  ConstMatrix x;
  std::vector<float> mean;  // [features]

  static MeanRows Of(ConstMatrix x);
  int64_t rows() const { return x.rows; }
  int64_t features() const { return x.cols; }
};

// The rows with these places, in their order, as CentreRows has them; `mean_variance` is 0.
CentredRows CentreSome(const MeanRows& rows, std::span<const int64_t> places);

// products [centres.rows x x.rows] = -2 c.x, the part of |x - c|^2 = |x|^2 - 2 c.x + |c|^2 that
// both have to do with.
void CentreProducts(ConstMatrix centres, ConstMatrix x, float* products);

// Squared norms of the rows of x, summed in double.
std::vector<float> SquaredNorms(ConstMatrix x);

}  // namespace gridfold
