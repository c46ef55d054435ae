// k-means as a classifier: a row's class is that of most training rows of its cluster.
#pragma once

#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Parameters (catalogue `kmeans`): n_clusters, init, n_init, max_iter, tol, algorithm, batch_size;
// worker/model/cluster/kmeans.h says what they mean. Tiles of rows are parts for the crew.
//
// CellFit::facts: `inertia` (of the training rows), `iterations` (of the best search; of mini-batch
// the batches), `converged` (0 or 1), and those of cluster_cell.h.
//
// CellFit::status: InvalidArgument for more clusters than training rows or no features. Fit itself
// fails with Cancelled.
class KMeansTrainer : public Trainer {
 public:
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;
};

}  // namespace gridfold
