// A start for the solver at which as many coefficients stand at their bounds as can: with a small C
// nearly all of them end there, and from zero each pair of them would cost one iteration.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/model/svm/kernel_rows.h"

namespace gridfold {

// In units of C: both scale with it, so one start serves all C of a pair of classes.
struct BoundStart {
  std::vector<double> beta;      // by row, in the solver's sign; their sum is zero
  std::vector<double> products;  // K beta, by row
  // The multiple of beta with the least objective; infinite when there is none. With a C above it
  // the start along beta lies inside the bounds.
  double reach = 0;
};

// weight_positive and weight_negative are the bounds of the two classes at C = 1; the first
// `positive` rows have y = +1. The class whose bounds sum up to less stands at them whole; of the
// other those rows stay at zero that lie deepest in their own class when all stand at their bounds.
// Reads every row of the kernel once, and those that stay at zero twice. Deterministic.
BoundStart MakeBoundStart(KernelRows& kernel, int64_t positive, double weight_positive,
                          double weight_negative);

}  // namespace gridfold
