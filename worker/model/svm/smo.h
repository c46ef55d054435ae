// Sequential minimal optimisation of one two-class C-SVC dual problem.
//
//   minimise  1/2 beta' K beta - y' beta   subject to  sum beta = 0,
//             0 <= beta_t <= cost_positive  for y_t = +1,
//             -cost_negative <= beta_t <= 0 for y_t = -1,
//
// which is the usual dual with beta_t = y_t alpha_t. Source: Fan, Chen, Lin, JMLR 2005 (working set
// and stopping rule); Chang, Lin: LIBSVM, ACM TIST 2011, sections 4.1 (decomposition) and 4.1.5
// (bias).
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/status.h"
#include "worker/model/svm/bound_start.h"
#include "worker/model/svm/kernel_rows.h"

namespace gridfold {

struct SmoProblem {
  KernelRows* kernel = nullptr;  // over all rows; the first `positive` have y = +1, the others -1
  int64_t positive = 0;
  double cost_positive = 1, cost_negative = 1;
  // Where the iterations may begin, and the C that scales it; null: from zero.
  const BoundStart* start = nullptr;
  double start_scale = 1;
  // Find a solution from zero when the one found from `start` has no coefficient inside its bounds.
  bool start_wants_free = false;
  double tolerance = 1e-3;                  // solved when the violation m - M is below it
  int64_t iterations_max = 0;               // 0: max(10^7, 100 * rows)
  const std::atomic<bool>* stop = nullptr;  // polled every few thousand iterations; may be null
  // The solution of the same problem with costs that are no larger; may be null. When it began
  // where this one does and never met a cost, larger ones change no step: it is the solution of
  // this problem too, bit for bit.
  const struct SmoSolution* smaller = nullptr;
};

struct SmoSolution {
  std::vector<double> beta;  // by row
  double rho = 0;            // the decision for x is sum_t beta_t K(x_t, x) - rho
  double objective = 0;      // the minimised dual objective
  // m - M at the end, of a gradient computed anew, in double, from the kernel's float values.
  double violation = 0;
  int64_t iterations = 0;
  bool iteration_limit_hit = false;
  double begun_at = 0;    // the multiple of the start's coefficients that it began with
  int64_t free = 0;       // coefficients inside their bounds
  bool cost_met = false;  // a coefficient has been at its cost, at the start or after a step
  // By row: whether its decision is on the side of its class, by more than rounding could undo.
  std::vector<bool> clear;
};

// Cancelled when `stop` turned true; Internal when a kernel value is not finite.
StatusOr<SmoSolution> SolveSmo(const SmoProblem& problem);

}  // namespace gridfold
