// A mixture of normal distributions as a classifier: a row's class is that of most training rows of
// its likeliest component.
#pragma once

#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Parameters (catalogue `gmm`): n_components, covariance_type, init, n_init, max_iter, tol,
// reg_covar; worker/model/cluster/mixture_fit.h says what they mean. Tiles of rows and blocks of
// covariances are parts for the crew.
//
// CellFit::facts: `log_likelihood` (mean of the training rows), `lower_bound` (the same, as the
// last iteration began), `evaluation_log_likelihood` (mean of the evaluation rows, if any), `bic`,
// `aic` (of the training rows), `inertia` (sum of the training rows' squared distances from the
// mean of their component), `iterations`, `converged` (0 or 1), and those of cluster_cell.h.
//
// CellFit::status: InvalidArgument for more components than training rows or no features; Internal
// when a covariance is not positive definite; ResourceExhausted when the covariances do not fit
// into the slot's memory. Fit itself fails with Cancelled.
class GmmTrainer : public Trainer {
 public:
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;
};

}  // namespace gridfold
