// The directions in which rows vary most (Jolliffe, Principal Component Analysis, 2002, chapter 1).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/transform/row_spectrum.h"

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

// Of x [rows x features]. `components` >= 1: so many. In (0, 1): the fewest that have more than
// this share of the total variance. Found in double (mean, covariances, eigenvectors); directions
// are rounded to float at the end. Uses only the calling thread; the same x, the same bits.
// InvalidArgument: those of CheckComponents and RowSpectrum::Of. Internal: no convergence.
StatusOr<PrincipalComponents> FindPrincipalComponents(ConstMatrix x, double components);

// Its parts, for several numbers of components of the same rows: bit by bit what it gives.
// InvalidArgument: more components than rows or features.
Status CheckComponents(ConstMatrix x, double components);
// `spectrum` is that of x; checked.
PrincipalComponents CutComponents(const RowSpectrum& spectrum, ConstMatrix x, double components);

// out [x.rows x x.cols] = x - mean, column by column.
void CopyCentred(ConstMatrix x, std::span<const double> mean, float* out);

}  // namespace gridfold
