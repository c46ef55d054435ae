// Support vector classification with C-SVC, one-vs-one, as LIBSVM and scikit-learn's SVC define it.
#pragma once

#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Parameters (catalogue `svm`): kernel, C (the path parameter), gamma (number, scale, auto),
// degree, coef0, tol, class_weight (balanced: C times rows / (classes * rows of the class)). All
// points of a call share the kernel values; a point's result is the same bits whichever points
// stand beside it. Classes that no training row has are never predicted. `probability` adds
// Platt's sigmoids (five more trainings of each pair, on folds seeded by the request) and does not
// change predictions, which stay votes.
//
// CellFit::facts: `iterations` (all class pairs), `support_vectors` (distinct rows),
// `dual_objective` (sum over the pairs of the minimised 1/2 a'Qa - e'a), `max_violation` (largest
// m - M of a pair at the end; the gradient is computed anew in double from the float kernel values
// that were trained on), `iteration_limit_hit` (0 or 1), `gamma` (the number used; not for linear).
// With probability the evaluation rows' probabilities are always delivered (class_probabilities.h).
//
// CellFit::status: InvalidArgument for parameters out of their domain, no features, fewer than two
// classes, or when probabilities are wanted and `probability` is false; Internal when a kernel or
// decision value is not finite. Fit itself fails with InvalidArgument when points differ in more
// than C, and with Cancelled.
class SvmTrainer : public Trainer {
 public:
  bool WantsSharedRows() const override { return true; }
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;
};

}  // namespace gridfold
