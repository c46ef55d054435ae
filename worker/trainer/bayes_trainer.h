// Gaussian naive Bayes, as scikit-learn 1.2's GaussianNB defines it.
#pragma once

#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// The one parameter (catalogue `naive_bayes`) is var_smoothing, the path parameter: means and
// variances of the classes are computed once for all points of a call. A point's result is the same
// bits whichever points stand beside it. Classes that no training row has are never predicted.
//
// CellFit::facts: `smoothing` (what was added to each variance) and, when there are evaluation
// rows, their `log_loss`.
//
// CellFit::status: InvalidArgument for no rows, no features, values that are not finite, or a
// variance of 0. Fit itself fails with InvalidArgument when points differ in more than
// var_smoothing, and with Cancelled.
class BayesTrainer : public Trainer {
 public:
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;
};

}  // namespace gridfold
