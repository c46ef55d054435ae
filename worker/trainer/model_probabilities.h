// Class probabilities of fitted models, where a trainer has no faster way to them.
#pragma once

#include "worker/trainer/trainer.h"

namespace gridfold {

// Fills the probabilities of `cell` that the request wants; nothing when the model has none.
void AddProbabilities(const FitRequest& request, Model& model, CellFit& cell);

}  // namespace gridfold
