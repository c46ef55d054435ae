// Decision trees, as scikit-learn 1.2's DecisionTreeClassifier defines them.
#pragma once

#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Parameters (catalogue `tree`): criterion, max_depth (the path parameter; none: no limit),
// min_samples_split, min_samples_leaf, min_impurity_decrease, class_weight (balanced: a row counts
// rows / (classes * rows of its class)). One tree as deep as the deepest point serves all of a
// call: a point's prediction stops at nodes of its depth, its model is cut there, and both are the
// same bits as when the point stands alone. Nothing is random.
//
// CellFit::facts: `depth`, `leaves`, `nodes` of the point's tree.
//
// CellFit::status: InvalidArgument for no rows, no features or values that are not finite. Fit
// itself fails with InvalidArgument when points differ in more than max_depth, and with Cancelled.
class TreeTrainer : public Trainer {
 public:
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;
};

}  // namespace gridfold
