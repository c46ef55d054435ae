// The two vector passes of one solver iteration, and what goes with them. All vectors are as long
// as the two parts of a kernel row together, padding included, and in their order; all work in
// double on kernel values in float, unless they say otherwise. Thread-safe, deterministic.
//
// `rise[t]` is 0 where coefficient t may grow, -infinity where it may not; `fall[t]` is 0 where it
// may shrink, +infinity where it may not (padding: neither). Both are floats for the sake of the
// nearest cache, which an iteration reads from end to end.
#pragma once

#include <cstdint>

#include "worker/model/svm/kernel_rows.h"

namespace gridfold {

// Lengths of the parts of a kernel row with their padding: multiples of kRowLanes.
struct RowParts {
  int64_t first = 0, second = 0;
  int64_t Length() const { return first + second; }
};

// The ends of the violation m - M of the optimality conditions: m = max f over coefficients that
// may grow, M = min f over those that may shrink. Index -1 and an infinite value: there are none.
struct Extremes {
  double top = 0;  // m
  int64_t top_index = -1;
  double bottom = 0;  // M
};

// f -= step * (row_i - row_j), then the extremes of the new f. Of equal values the last counts.
// With step 0 the rows are not read and may be null.
Extremes UpdateAndFindExtremes(double* f, const float* rise, const float* fall, RowParts parts,
                               double step, KernelRow row_i, KernelRow row_j);

// The j that may shrink, has f[j] < top, and of these makes the largest decrease of the objective
// together with i: (top - f[j])^2 / max(K_ii + K_jj - 2 K_ij, 1e-12 if not positive); the last of
// equal ones; -1 when there is none. (Fan, Chen, Lin: Working set selection using second order
// information, JMLR 2005, "WSS 2".)
//
// Quotients are compared by their cross products: a division for each element would take longer
// than all the rest.
int64_t FindSecond(const double* f, const float* fall, const float* diagonal, RowParts parts,
                   double top, double diagonal_i, KernelRow row_i);

// The same two passes in single precision, in less than half of the time.
Extremes UpdateCoarsely(float* f, const float* rise, const float* fall, RowParts parts, float step,
                        KernelRow row_i, KernelRow row_j);
int64_t FindSecondCoarsely(const float* f, const float* fall, const float* diagonal, RowParts parts,
                           float top, float diagonal_i, KernelRow row_i);

// f -= factors[0] * rows[0] + ... + factors[3] * rows[3]: one pass over f in the place of four.
void SubtractRows(double* f, const double* factors, const KernelRow* rows, RowParts parts);

// f -= factor * row [length].
void SubtractRow(double* f, double factor, const float* row, int64_t length);

// The curvature that stands in for one that is not positive.
constexpr double kTinyCurvature = 1e-12;

}  // namespace gridfold
