// The directions in which rows vary most, by the eigenvectors of their covariance matrix (Jolliffe,
// Principal Component Analysis, 2002, chapters 1 and 3).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

struct PrincipalComponents {
  std::vector<double> mean;       // [features]
  std::vector<double> variances;  // [components] of the rows along each direction, descending;
                                  // ddof 1, as scikit-learn's explained_variance_
  double total_variance = 0;      // of all columns together
  // [components x features]: unit vectors, each with its entry of largest size positive (the first
  // one of equals). A direction along which the rows differ by no more than rounding errors would
  // be one of many: its variance is 0, and so is every entry.
  Matrix directions;
};

// The largest min(rows, features) that is taken: the matrix to be decomposed has so many rows.
inline constexpr int64_t kPrincipalSideMax = 8192;

// `components` >= 1: so many. In (0, 1): the fewest that have more than this share of the total
// variance.
//
// Found in double (mean, covariances, eigenvectors); directions are rounded to float at the end.
// With fewer rows than features the inner products of the rows are decomposed instead of the
// covariances: the same result for less work. Uses only the calling thread; the same x, the same
// bits.
//
// InvalidArgument: fewer than two rows, more components than rows or features, rows that are all
// equal or not finite, both rows and features above kPrincipalSideMax. Internal: no convergence.
StatusOr<PrincipalComponents> FindPrincipalComponents(ConstMatrix x, double components);

// out [x.rows x x.cols] = x - mean, column by column.
void CopyCentred(ConstMatrix x, std::span<const double> mean, float* out);

}  // namespace gridfold
